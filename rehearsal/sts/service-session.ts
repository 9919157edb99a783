import { serviceCaller } from '../callers.ts';
import { AwsError } from '../cloud.ts';
import type { TemporaryCredentials } from '../iam/credentials.ts';
import { newRequestId } from '../request-id.ts';
import type { StsProps } from './props.ts';

/** A service that acts in a role: `lambda.amazonaws.com` for one function. */
export interface ServiceSession {
  readonly service: string;
  readonly sessionName: string;
  /** ARN of the function in whose name the service asks. */
  readonly sourceArn?: string;
  /** @default 3600 */
  readonly durationSeconds?: number;
}

/** Gives a service credentials of a role, if the role's trust policy names that service; otherwise throws AccessDenied. */
export const sessionFor = async (props: StsProps, roleArn: string, asked: ServiceSession): Promise<TemporaryCredentials> => {
  const caller = serviceCaller(asked.service, asked.sourceArn);
  const role = props.iam.role(roleArn);
  if (role === undefined) throw new AwsError('AccessDenied', 403, `The role ${roleArn} cannot be assumed by ${asked.service}.`);
  props.access.require({
    caller,
    action: 'sts:AssumeRole',
    resource: roleArn,
    resourcePolicy: role.trust,
    resourcePolicyRules: 'must-allow',
    context: { 'sts:RoleSessionName': asked.sessionName },
  });
  const issuedAtMs = props.now().getTime();
  const expiresAtMs = issuedAtMs + (asked.durationSeconds ?? 3600) * 1000;
  const credentials = props.iam.issueSession({
    roleArn,
    name: asked.sessionName,
    tags: {},
    transitiveTagKeys: [],
    issuedAtMs,
    expiresAtMs,
  });
  await props.trail.record({
    caller,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    category: 'Management',
    readOnly: true,
    requestId: newRequestId('sts'),
    requestParameters: { roleArn, roleSessionName: asked.sessionName },
    responseElements: { credentials: { accessKeyId: credentials.accessKeyId, expiration: credentials.expiration.toISOString() } },
    resources: [{ type: 'AWS::IAM::Role', ARN: roleArn, accountId: props.accountId }],
  });
  return credentials;
};
