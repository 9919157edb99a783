import { type AccessQuestion, AwsError, type Caller } from '../cloud.ts';
import type { TemporaryCredentials } from '../iam/credentials.ts';
import type { Role } from '../iam/principals.ts';
import { type AssumeRoleInput, packedSizePercent } from './assume-role-input.ts';
import type { StsProps } from './props.ts';

export interface AssumedRole {
  readonly credentials: TemporaryCredentials;
  readonly role: Role;
  readonly sourceIdentity?: string;
  readonly packedPolicySizePercent?: number;
}

/** A role session assumed from a role session lives at most this long (STS API: "AssumeRole", role chaining). */
const MAX_CHAINED_SECONDS = 3600;
const DEFAULT_SECONDS = 3600;

/**
 * Assumes a role for a user or a role session. The trust policy must allow sts:AssumeRole, and also sts:SetSourceIdentity and sts:TagSession
 * wherever the new session carries a source identity or tags, be they given now or inherited. A source identity never changes.
 */
export const assumeRole = (props: StsProps, caller: Caller, input: AssumeRoleInput): AssumedRole => {
  const role = roleToAssume(props, caller, input.roleArn);
  const session = carried(caller, input);
  authorize(props, { caller, input, role, session });
  const seconds = lifetime(caller, { role, asked: input.durationSeconds });
  const packedPolicySizePercent = packedSizePercent({ policy: input.policy, tags: session.tags });
  if (packedPolicySizePercent !== undefined && packedPolicySizePercent > 100) {
    const reason = `Packed policy consumes ${packedPolicySizePercent}% of allotted space, please use smaller policy.`;
    throw new AwsError('PackedPolicyTooLarge', 400, reason);
  }
  const issuedAtMs = Math.floor(props.now().getTime() / 1000) * 1000;
  const credentials = props.iam.issueSession({
    roleArn: role.arn,
    name: input.roleSessionName,
    ...session,
    policy: input.policy,
    issuedAtMs,
    expiresAtMs: issuedAtMs + seconds * 1000,
  });
  return { credentials, role, sourceIdentity: session.sourceIdentity, packedPolicySizePercent };
};

interface Carried {
  readonly sourceIdentity?: string;
  readonly tags: Record<string, string>;
  readonly transitiveTagKeys: string[];
}

/** An absent role answers as a forbidden one. */
const roleToAssume = ({ iam }: StsProps, caller: Caller, roleArn: string): Role => {
  const role = iam.role(roleArn);
  if (role !== undefined) return role;
  const who = caller.principal.kind === 'user' || caller.principal.kind === 'session' ? caller.principal.arn : caller.userId;
  const what = `User: ${who} is not authorized to perform: sts:AssumeRole on resource: "${roleArn}"`;
  throw new AwsError('AccessDenied', 403, `${what} because no resource-based policy allows the sts:AssumeRole action`);
};

const carried = (caller: Caller, input: AssumeRoleInput): Carried => {
  const inherited = caller.session?.sourceIdentity;
  if (inherited !== undefined && input.sourceIdentity !== undefined && input.sourceIdentity !== inherited) {
    throw new AwsError('AccessDenied', 403, 'The source identity of a session cannot be changed.');
  }
  const keys = caller.session?.transitiveTagKeys ?? [];
  const tags = Object.fromEntries(keys.map((key) => [key, caller.session?.tags[key] ?? '']));
  const taken = new Set(keys.map((key) => key.toLowerCase()));
  if (Object.keys(input.tags).some((key) => taken.has(key.toLowerCase()))) {
    throw new AwsError(
      'InvalidParameterValue',
      400,
      'One of the specified transitive tag keys cannot be set because it conflicts with an inherited one.',
    );
  }
  return {
    sourceIdentity: inherited ?? input.sourceIdentity,
    tags: { ...tags, ...input.tags },
    transitiveTagKeys: [...keys, ...input.transitiveTagKeys],
  };
};

interface Assumption {
  readonly caller: Caller;
  readonly input: AssumeRoleInput;
  readonly role: Role;
  readonly session: Carried;
}

const authorize = ({ access }: StsProps, assumption: Assumption): void => {
  const { caller, role, session } = assumption;
  const question: Omit<AccessQuestion, 'action'> = {
    caller,
    resource: role.arn,
    resourcePolicy: role.trust,
    resourcePolicyRules: 'must-allow',
    context: requestContext(assumption),
  };
  access.require({ ...question, action: 'sts:AssumeRole' });
  if (session.sourceIdentity !== undefined) access.require({ ...question, action: 'sts:SetSourceIdentity' });
  if (Object.keys(session.tags).length > 0) access.require({ ...question, action: 'sts:TagSession' });
};

const requestContext = ({ input, role, session }: Assumption): Record<string, string | readonly string[]> => {
  const tags = Object.entries(session.tags);
  return {
    'sts:RoleSessionName': input.roleSessionName,
    ...(input.externalId === undefined ? {} : { 'sts:ExternalId': input.externalId }),
    ...(session.sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': session.sourceIdentity }),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(([key]) => key) }),
    ...(session.transitiveTagKeys.length === 0 ? {} : { 'sts:TransitiveTagKeys': session.transitiveTagKeys }),
    ...Object.fromEntries(Object.entries(role.tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    ...Object.fromEntries(Object.entries(role.tags).map(([key, value]) => [`iam:ResourceTag/${key}`, value])),
  };
};

const lifetime = (caller: Caller, { role, asked }: { readonly role: Role; readonly asked: number | undefined }): number => {
  const seconds = asked ?? DEFAULT_SECONDS;
  if (caller.session !== undefined && seconds > MAX_CHAINED_SECONDS) {
    const reason = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.';
    throw new AwsError('ValidationError', 400, reason);
  }
  if (seconds > role.maxSessionSeconds) {
    throw new AwsError('ValidationError', 400, 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
};
