import * as z from 'zod';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';
import type { QuotaFact, QuotaName } from './facts.ts';

/** How each quota is read that docs/capacity.md names. Codes as in AWS's pages of quotas and in Service Quotas' own lists. */
export const quotaReaders: Readonly<Record<QuotaName, (call: AwsCall) => Promise<QuotaFact>>> = {
  eventRules: async (call) => ({ ...(await serviceQuota(call, 'events', 'L-244521F2')), inUse: await rulesOfDefaultBus(call) }),
  stacks: stackQuota,
  userPools: (call) => serviceQuota(call, 'cognito-idp', 'L-66E6DF30'),
  signatures: (call) => serviceQuota(call, 'kms', 'L-DC14942D'),
  eventInvocations: (call) => serviceQuota(call, 'events', 'L-5540C5E3'),
  apiRequests: (call) => serviceQuota(call, 'apigateway', 'L-8A5B8E43'),
};

/** docs: Service Quotas API, GetServiceQuota: "for some quotas, only the default values are available". */
async function serviceQuota(call: AwsCall, ServiceCode: string, QuotaCode: string): Promise<QuotaFact> {
  const ask = async (operation: string): Promise<number> => {
    const { body } = await call.json('servicequotas', `ServiceQuotasV20190624.${operation}`, { ServiceCode, QuotaCode });
    return quotaAnswer.parse(body).Quota.Value;
  };
  try {
    return { limit: await ask('GetServiceQuota'), isDefault: false };
  } catch (error) {
    if (!(error instanceof AwsNo && error.code === 'NoSuchResourceException')) throw error;
    return { limit: await ask('GetAWSDefaultServiceQuota'), isDefault: true };
  }
}

/** docs: CloudFormation API, DescribeAccountLimits. */
async function stackQuota(call: AwsCall): Promise<QuotaFact> {
  const { body } = await call.query('cloudformation', '2010-05-15', { Action: 'DescribeAccountLimits' });
  const { member } = limitsAnswer.parse(body).DescribeAccountLimitsResponse.DescribeAccountLimitsResult.AccountLimits;
  const limit = member.find(({ Name }) => Name === 'StackLimit')?.Value;
  if (limit === undefined) throw new AwsNo(200, 'NoStackLimit');
  return { limit, isDefault: false };
}

async function rulesOfDefaultBus(call: AwsCall): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const { body } = await call.json('events', 'AWSEvents.ListRules', { Limit: 100, ...(token && { NextToken: token }) });
    const { Rules, NextToken } = rulesAnswer.parse(body);
    count += Rules.length;
    token = NextToken;
  } while (token !== undefined);
  return count;
}

const quotaAnswer = z.object({ Quota: z.object({ Value: z.number() }) });
const limitsAnswer = z.object({
  DescribeAccountLimitsResponse: z.object({
    DescribeAccountLimitsResult: z.object({
      AccountLimits: z.object({ member: z.array(z.object({ Name: z.string(), Value: z.coerce.number() })) }),
    }),
  }),
});
const rulesAnswer = z.object({ Rules: z.array(z.unknown()), NextToken: z.string().optional() });
