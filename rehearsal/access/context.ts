import type { AccessRequest } from '../../policy/model.ts';
import type { Caller } from '../cloud.ts';

export interface ContextQuestion {
  readonly caller: Caller;
  readonly resourceAccountId: string;
  readonly region: string;
  readonly now: Date;
}

type Context = AccessRequest['context'];

/**
 * The global condition keys of a request (IAM: "AWS global condition context keys"). A key that AWS leaves out for this kind of caller
 * is left out here. A service adds or overrides keys of its own.
 */
export const globalContext = (question: ContextQuestion): Context => ({
  'aws:SecureTransport': 'true',
  'aws:CurrentTime': question.now.toISOString(),
  'aws:EpochTime': String(Math.floor(question.now.getTime() / 1000)),
  'aws:RequestedRegion': question.region,
  'aws:ResourceAccount': question.resourceAccountId,
  'aws:ViaAWSService': 'false',
  ...callerContext(question.caller),
});

const callerContext = (caller: Caller): Context => {
  const { principal } = caller;
  switch (principal.kind) {
    case 'anonymous':
      return { ...networkContext(caller), 'aws:PrincipalAccount': 'anonymous', 'aws:PrincipalType': 'Anonymous' };
    case 'service':
      return serviceContext(principal.service, caller.sourceArn);
    case 'user':
      return {
        ...networkContext(caller),
        ...principalContext(principal, { arn: principal.arn, type: 'User', userId: caller.userId }),
        'aws:username': principal.arn.split('/').at(-1) ?? '',
      };
    case 'session':
      return {
        ...networkContext(caller),
        ...principalContext(principal, { arn: principal.roleArn, type: 'AssumedRole', userId: caller.userId }),
        ...sessionContext(caller),
      };
  }
};

const networkContext = (caller: Caller): Context => ({ 'aws:SourceIp': caller.sourceIp, 'aws:UserAgent': caller.userAgent });

const principalContext = (
  principal: { readonly accountId: string },
  names: { readonly arn: string; readonly type: string; readonly userId: string },
): Context => ({
  'aws:PrincipalArn': names.arn,
  'aws:PrincipalAccount': principal.accountId,
  'aws:PrincipalType': names.type,
  'aws:PrincipalIsAWSService': 'false',
  'aws:userid': names.userId,
});

const sessionContext = ({ session, accessKeyId }: Caller): Context => {
  if (session === undefined) return {};
  const tags = Object.entries(session.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const);
  const temporary = accessKeyId?.startsWith('ASIA') === true;
  return {
    ...Object.fromEntries(tags),
    ...(session.sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': session.sourceIdentity }),
    ...(temporary ? { 'aws:TokenIssueTime': session.issuedAt.toISOString(), 'aws:MultiFactorAuthPresent': 'false' } : {}),
  };
};

const serviceContext = (service: string, sourceArn: string | undefined): Context => {
  const sourceAccount = sourceArn?.split(':')[4];
  return {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': service,
    'aws:PrincipalServiceNamesList': [service],
    ...(sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn }),
    ...(sourceAccount === undefined || sourceAccount === '' ? {} : { 'aws:SourceAccount': sourceAccount }),
  };
};
