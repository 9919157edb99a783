import * as z from 'zod';
import { evaluate } from '../../policy/evaluate.ts';
import type { Policy, RequestPrincipal } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { AwsError } from '../cloud.ts';
import { keyId } from './fields.ts';
import { operation } from './operation.ts';
import { type Kms, requireOnKey } from './request.ts';

const MAX_POLICY_BYTES = 32_768;
const policyName = z.literal('default').default('default');

export const getKeyPolicy = operation({
  name: 'GetKeyPolicy',
  input: z.strictObject({ KeyId: keyId, PolicyName: policyName }),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: (input) => ({ keyId: input.KeyId, policyName: input.PolicyName }),
  perform: ({ kms, request, target: { key } }) => {
    requireOnKey(kms, { request, action: 'kms:GetKeyPolicy', key });
    return { Policy: JSON.stringify(key.policy), PolicyName: 'default' };
  },
});

export const putKeyPolicy = operation({
  name: 'PutKeyPolicy',
  input: z.strictObject({
    KeyId: keyId,
    PolicyName: policyName,
    Policy: z.string().min(1).max(131_072),
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  }),
  readOnly: false,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: (input) => ({
    keyId: input.KeyId,
    policyName: input.PolicyName,
    policy: input.Policy,
    bypassPolicyLockoutSafetyCheck: input.BypassPolicyLockoutSafetyCheck,
  }),
  perform: async ({ kms, request, input, target: { key } }) => {
    const bypass = input.BypassPolicyLockoutSafetyCheck;
    const context = { 'kms:BypassPolicyLockoutSafetyCheck': String(bypass) };
    requireOnKey(kms, { request, action: 'kms:PutKeyPolicy', key, context });
    const document = readPolicyDocument(input.Policy);
    const checked = checkKeyPolicy({ document, keyArn: key.arn });
    requireKnownPrincipals(kms, checked);
    if (!bypass) requireManageable(checked, { accountId: kms.accountId, keyArn: key.arn, administrator: request.caller });
    await kms.store.put({ ...key, policy: document });
    return {};
  },
});

/** The JSON object that a key policy is; MalformedPolicyDocumentException for anything else. */
export const readPolicyDocument = (text: string): Record<string, unknown> => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new AwsError('MalformedPolicyDocumentException', 400, 'The key policy is not a JSON object.');
  }
};

/** Parses a key policy document; MalformedPolicyDocumentException where it is unreadable or above 32 KB. */
export const checkKeyPolicy = ({ document, keyArn }: { readonly document: unknown; readonly keyArn: string }): Policy => {
  if (Buffer.byteLength(JSON.stringify(document)) > MAX_POLICY_BYTES) {
    throw new AwsError('MalformedPolicyDocumentException', 400, `The key policy is longer than ${MAX_POLICY_BYTES} bytes.`);
  }
  try {
    return parsePolicy(`key policy ${keyArn.split('/').at(-1) ?? keyArn}`, document);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new AwsError('MalformedPolicyDocumentException', 400, `The key policy is malformed: ${reason}`);
  }
};

/**
 * KMS takes no policy that names a user or role who is not there (API: "PutKeyPolicy", parameter Policy). Of other accounts nobody is here, so
 * nobody of them can be named.
 */
export const requireKnownPrincipals = ({ principalExists, accountId }: Kms, { statements }: Policy): void => {
  const named = statements.flatMap(({ principals }) => principals?.aws ?? []);
  const isKnown = (name: string): boolean =>
    name === '*' || name === accountId || name === `arn:aws:iam::${accountId}:root` || principalExists(name);
  if (named.every(isKnown)) return;
  throw new AwsError('MalformedPolicyDocumentException', 400, 'Policy contains a statement with one or more invalid principals.');
};

/** Whoever makes or changes a key, with the policies of that user or role. */
export interface KeyAdministrator {
  readonly principal: RequestPrincipal;
  readonly identityPolicies: readonly Policy[];
}

/** CloudFormation's execution role of a bootstrapped account: it may do everything its resources let it. */
export const deployer = (account: { readonly accountId: string; readonly region: string }): KeyAdministrator => {
  const name = `cdk-hnb659fds-cfn-exec-role-${account.accountId}-${account.region}`;
  const { accountId } = account;
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return {
    principal: {
      kind: 'session',
      accountId,
      roleArn: `arn:aws:iam::${accountId}:role/${name}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${name}/AWSCloudFormation`,
    },
    identityPolicies: [parsePolicy('AdministratorAccess', everything)],
  };
};

/**
 * The policy lockout safety check (KMS API: "PutKeyPolicy", BypassPolicyLockoutSafetyCheck): whoever sets a key policy must be able to
 * change it again.
 */
export const requireManageable = (
  policy: Policy,
  check: { readonly accountId: string; readonly keyArn: string; readonly administrator: KeyAdministrator },
): void => {
  const { principal, identityPolicies } = check.administrator;
  const decision = evaluate(
    {
      principal,
      action: 'kms:PutKeyPolicy',
      resource: check.keyArn,
      resourceAccountId: check.accountId,
      context: managementContext(principal),
    },
    { identity: identityPolicies, session: [], resource: policy, resourcePolicyRules: 'must-allow' },
  );
  if (decision.allowed) return;
  const reason = 'The new key policy will not allow you to update the key policy in the future.';
  throw new AwsError('MalformedPolicyDocumentException', 400, reason);
};

const managementContext = (principal: RequestPrincipal): Readonly<Record<string, string>> => {
  const common = { 'aws:SecureTransport': 'true', 'aws:PrincipalIsAWSService': 'false' };
  if (principal.kind === 'session')
    return {
      ...common,
      'aws:PrincipalArn': principal.roleArn,
      'aws:PrincipalAccount': principal.accountId,
      'kms:CallerAccount': principal.accountId,
    };
  if (principal.kind === 'user')
    return {
      ...common,
      'aws:PrincipalArn': principal.arn,
      'aws:PrincipalAccount': principal.accountId,
      'kms:CallerAccount': principal.accountId,
    };
  return common;
};
