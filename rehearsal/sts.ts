import { type AwsCall, AwsError, type Caller, type EmbeddedService, type TrailEvent } from './cloud.ts';
import { sessionArn } from './iam/caller-of.ts';
import type { TemporaryCredentials } from './iam/credentials.ts';
import { type AssumedRole, assumeRole } from './sts/assume-role.ts';
import { type AssumeRoleInput, readAssumeRole } from './sts/assume-role-input.ts';
import type { StsProps } from './sts/props.ts';
import { type ServiceSession, sessionFor } from './sts/service-session.ts';
import { type QueryParameters, readQuery, replyQuery } from './wire/query.ts';
import { xmlElement } from './wire/xml.ts';

export interface Sts {
  readonly service: EmbeddedService;
  /** Credentials of a role for an AWS service, as Lambda gets for a function's execution role. */
  readonly sessionFor: (roleArn: string, asked: ServiceSession) => Promise<TemporaryCredentials>;
}

/** GetCallerIdentity and AssumeRole; every other operation is NotImplemented. */
export const createSts = (props: StsProps): Sts => ({
  service: {
    scopes: ['sts'],
    handle: (call) => handle(props, call),
    resourceTypes: {},
    open: async () => {},
    close: async () => {},
  },
  sessionFor: (roleArn, asked) => sessionFor(props, roleArn, asked),
});

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

const handle = async (props: StsProps, call: AwsCall): Promise<void> => {
  const parameters = await readQuery(call);
  const operation = parameters.get('Action') ?? '';
  if (operation === 'AssumeRole') return handleAssumeRole(props, call, parameters);
  if (operation === 'GetCallerIdentity') return handleGetCallerIdentity(props, call);
  throw new AwsError('NotImplemented', 501, `The rehearsal does not know the STS operation '${operation}'.`);
};

const handleGetCallerIdentity = async (props: StsProps, call: AwsCall): Promise<void> => {
  const { caller } = call;
  await props.trail.record(event(call, { eventName: 'GetCallerIdentity' }));
  const result = `${xmlElement('Arn', arnOf(caller))}${xmlElement('UserId', caller.userId)}${xmlElement('Account', props.accountId)}`;
  replyQuery(call, { operation: 'GetCallerIdentity', namespace: NAMESPACE, result });
};

const arnOf = ({ principal, userId }: Caller): string =>
  principal.kind === 'user' || principal.kind === 'session' ? principal.arn : userId;

const handleAssumeRole = async (props: StsProps, call: AwsCall, parameters: QueryParameters): Promise<void> => {
  const input = readAssumeRole(parameters);
  const assumed = await recordingRefusal(props, { call, input, act: () => assumeRole(props, call.caller, input) });
  const user = {
    arn: sessionArn(props.accountId, { roleName: assumed.role.name, name: input.roleSessionName }),
    id: `${assumed.role.id}:${input.roleSessionName}`,
  };
  const { credentials } = assumed;
  await props.trail.record({
    ...assumeRoleEvent(props, call, input),
    // CloudTrail writes the session token too; here it would hand the log's reader a session, so it stays out.
    responseElements: {
      credentials: { accessKeyId: credentials.accessKeyId, expiration: credentials.expiration.toISOString() },
      assumedRoleUser: { assumedRoleId: user.id, arn: user.arn },
      ...(assumed.sourceIdentity === undefined ? {} : { sourceIdentity: assumed.sourceIdentity }),
    },
  });
  replyQuery(call, { operation: 'AssumeRole', namespace: NAMESPACE, result: assumeRoleResult(assumed, user) });
};

const recordingRefusal = async <T>(
  props: StsProps,
  { call, input, act }: { readonly call: AwsCall; readonly input: AssumeRoleInput; readonly act: () => T },
): Promise<T> => {
  try {
    return act();
  } catch (error) {
    if (error instanceof AwsError) {
      await props.trail.record({ ...assumeRoleEvent(props, call, input), errorCode: error.code, errorMessage: error.message });
    }
    throw error;
  }
};

const assumeRoleResult = (
  { credentials, sourceIdentity, packedPolicySizePercent }: AssumedRole,
  user: { readonly arn: string; readonly id: string },
): string =>
  [
    '<AssumedRoleUser>',
    xmlElement('Arn', user.arn),
    xmlElement('AssumedRoleId', user.id),
    '</AssumedRoleUser><Credentials>',
    xmlElement('AccessKeyId', credentials.accessKeyId),
    xmlElement('SecretAccessKey', credentials.secretAccessKey),
    xmlElement('SessionToken', credentials.sessionToken),
    xmlElement('Expiration', credentials.expiration.toISOString()),
    '</Credentials>',
    xmlElement('PackedPolicySize', packedPolicySizePercent),
    xmlElement('SourceIdentity', sourceIdentity),
  ].join('');

const assumeRoleEvent = (props: StsProps, call: AwsCall, input: AssumeRoleInput): TrailEvent =>
  event(call, {
    eventName: 'AssumeRole',
    requestParameters: {
      roleArn: input.roleArn,
      roleSessionName: input.roleSessionName,
      ...(input.durationSeconds === undefined ? {} : { durationSeconds: input.durationSeconds }),
      ...(input.policy === undefined ? {} : { policy: input.policy }),
      ...(input.sourceIdentity === undefined ? {} : { sourceIdentity: input.sourceIdentity }),
      ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
      ...(Object.keys(input.tags).length === 0 ? {} : { tags: Object.entries(input.tags).map(([key, value]) => ({ key, value })) }),
      ...(input.transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys: input.transitiveTagKeys }),
    },
    resources: [{ type: 'AWS::IAM::Role', ARN: input.roleArn, accountId: props.accountId }],
  });

const event = (call: AwsCall, rest: Pick<TrailEvent, 'eventName' | 'requestParameters' | 'resources'>): TrailEvent => ({
  caller: call.caller,
  eventSource: 'sts.amazonaws.com',
  category: 'Management',
  readOnly: true,
  requestId: call.requestId,
  ...rest,
});
