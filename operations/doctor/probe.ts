import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { countryNames, exchangeNames, trailAccounts } from '../../lib/names.ts';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';
import { quotaReaders } from './ask-quotas.ts';
import { askTopic } from './ask-topic.ts';
import { topicsOf } from './check-alarms.ts';
import { copyOf } from './check-copies.ts';
import { type LockFact, type PlaceFacts, type StackFact, trailHere } from './facts.ts';
import type { Asked } from './finding.ts';
import { readLock } from './read-lock.ts';
import { ownKeysIn } from './read-own-keys.ts';

export interface Probe {
  readonly call: AwsCall;
  /** `rehearsal`: what it does not know is no fault of anybody's. */
  readonly against: 'account' | 'rehearsal';
}

/** The places that a configuration names, each once, with what it holds. */
export function placesOf(config: ExchangeConfig): readonly Pick<PlaceFacts, 'account' | 'region' | 'holds'>[] {
  const named = [
    ...(['audit', 'directory', 'portal'] as const).map((name) => ({ name, ...config[name] })),
    ...config.countries.map(({ code, account, region }) => ({ name: code, account, region })),
    // an account's trail has the home Region of the archive, wherever its countries are
    ...trailAccounts(config)
      .filter((account) => account !== config.audit.account)
      .map((account) => ({ name: trailHere, account, region: config.audit.region })),
    ...config.countries.flatMap(({ code, account, copy }) => (copy ? [{ name: copyOf(code), account, region: copy.region }] : [])),
  ];
  const keys = [...new Set(named.map(({ account, region }) => `${account} ${region}`))];
  return keys.map((key) => {
    const here = named.filter(({ account, region }) => `${account} ${region}` === key);
    const [account = '', region = ''] = key.split(' ');
    return { account, region, holds: here.map(({ name }) => name) };
  });
}

/** A place of which nothing is asked: offline, or with credentials of another account. */
export function unasked(config: ExchangeConfig, place: Pick<PlaceFacts, 'account' | 'region' | 'holds'>, reason: string): PlaceFacts {
  const unknown = { unknown: reason };
  return {
    ...place,
    caller: unknown,
    bootstrapVersion: unknown,
    services: unknown,
    stacks: unknown,
    trails: unknown,
    mail: unknown,
    roles: unknown,
    concurrentExecutions: unknown,
    quotas: {
      eventRules: unknown,
      stacks: unknown,
      userPools: unknown,
      signatures: unknown,
      eventInvocations: unknown,
      apiRequests: unknown,
    },
    topics: topicsOf(config, place).map((arn) => ({ arn, topic: unknown })),
    locks: unknown,
    ownKeys: unknown,
  };
}

/** Asks AWS, or a rehearsal, about one place. Only reads. */
export async function askPlace(
  config: ExchangeConfig,
  place: Pick<PlaceFacts, 'account' | 'region' | 'holds'>,
  { call, against }: Probe,
): Promise<{ readonly facts: PlaceFacts; readonly at?: Date }> {
  const identity = await whoAsks(call);
  if ('silent' in identity) return { facts: unasked(config, place, 'AWS does not answer from here') };
  if ('refused' in identity) return { facts: { ...unasked(config, place, 'no usable credentials'), caller: { known: identity } } };
  const facts = { caller: { known: { account: identity.account } } };
  if (identity.account !== place.account)
    return { facts: { ...unasked(config, place, `the credentials are of account ${identity.account}`), ...facts }, at: identity.at };
  const ask: Ask = (fetch) => asked(against, fetch);
  const stacks = await ask(() => allStacks(call));
  return {
    at: identity.at,
    facts: {
      ...place,
      ...facts,
      stacks: 'unknown' in stacks ? stacks : { known: stacks.known.map(({ bootstrapVersion: _version, ...stack }) => stack) },
      bootstrapVersion: 'unknown' in stacks ? stacks : { known: stacks.known.find(({ name }) => name === 'CDKToolkit')?.bootstrapVersion },
      services: await ask(() => servicesIn(call, place.region)),
      trails: await ask(async () => trailList.parse((await call.json('cloudtrail', `${trailApi}.DescribeTrails`, {})).body)),
      mail: await ask(() => mailOf(config, place, call)),
      roles: await ask(() => rolesIn(call)),
      concurrentExecutions: await ask(
        async () =>
          accountSettings.parse((await call.get('lambda', '/2016-08-19/account-settings/')).body).AccountLimit.ConcurrentExecutions,
      ),
      quotas: await quotasIn(call, ask),
      topics: await Promise.all(topicsOf(config, place).map(async (arn) => ({ arn, topic: await ask(() => askTopic(call, arn)) }))),
      locks: await ask(() => locksIn(config, place, call)),
      ownKeys: { known: await ownKeysIn(config, place, { call, ask }) },
    },
  };
}

type Identity = { readonly account: string; readonly at?: Date } | { readonly refused: string } | { readonly silent: true };

async function whoAsks(call: AwsCall): Promise<Identity> {
  try {
    const { body, at } = await call.query('sts', '2011-06-15', { Action: 'GetCallerIdentity' });
    return { account: identityAnswer.parse(body).GetCallerIdentityResponse.GetCallerIdentityResult.Account, ...(at && { at }) };
  } catch (error) {
    if (error instanceof AwsNo) return error.status === 0 ? { silent: true } : { refused: error.code };
    throw error;
  }
}

async function asked<Fact>(against: Probe['against'], fetch: () => Promise<Fact>): Promise<Asked<Fact>> {
  try {
    return { known: await fetch() };
  } catch (error) {
    if (!(error instanceof AwsNo)) throw error;
    if (error.status === 0) return { unknown: 'the service does not answer from here' };
    if (against === 'rehearsal') return { unknown: `the rehearsal does not tell (${error.code})` };
    return { unknown: `the credentials may not ask (${error.code})` };
  }
}

interface KnownStack extends StackFact {
  readonly bootstrapVersion?: number;
}

async function allStacks(call: AwsCall): Promise<readonly KnownStack[]> {
  const stacks: KnownStack[] = [];
  let token: string | undefined;
  do {
    const form = { Action: 'DescribeStacks', ...(token && { NextToken: token }) };
    const answer = stackAnswer.parse((await call.query('cloudformation', '2010-05-15', form)).body).DescribeStacksResponse
      .DescribeStacksResult;
    for (const { StackName, StackStatus, EnableTerminationProtection, Outputs } of answer.Stacks.member) {
      const told = Object.fromEntries(Outputs.member.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
      const { BootstrapVersion: version, DocumentsKeyArn: arn, DocumentsKeyOrigin: origin } = told;
      stacks.push({
        name: StackName,
        status: StackStatus,
        ...(EnableTerminationProtection && { isProtected: true }),
        ...(version && { bootstrapVersion: Number(version) }),
        ...(arn && { documentsKey: { arn, isOwnMaking: origin === 'existing' } }),
      });
    }
    token = answer.NextToken;
  } while (token !== undefined && token !== '');
  return stacks;
}

async function servicesIn(call: AwsCall, region: string): Promise<readonly string[]> {
  const path = `/aws/service/global-infrastructure/regions/${region}/services`;
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const body = { Path: path, MaxResults: 10, ...(token && { NextToken: token }) };
    const answer = parameters.parse((await call.json('ssm', 'AmazonSSM.GetParametersByPath', body)).body);
    ids.push(...answer.Parameters.map(({ Value }) => Value));
    token = answer.NextToken;
  } while (token !== undefined);
  return ids;
}

async function mailOf(config: ExchangeConfig, { holds }: Pick<PlaceFacts, 'holds'>, call: AwsCall) {
  const { ProductionAccessEnabled, SendingEnabled, SendQuota } = mailAccount.parse((await call.get('email', '/v2/email/account')).body);
  const senders = config.countries.filter(({ code }) => holds.includes(code)).map(({ duty }) => duty.sender);
  const identities = [...new Set(senders.flatMap((sender) => [sender, sender.slice(sender.indexOf('@') + 1)]))];
  const verified: Record<string, boolean> = {};
  for (const identity of identities) {
    const known = await call.get('email', `/v2/email/identities/${encodeURIComponent(identity)}`).catch((error: unknown) => {
      if (error instanceof AwsNo && error.status === 404) return undefined;
      throw error;
    });
    if (known) verified[identity] = mailIdentity.parse(known.body).VerifiedForSendingStatus;
  }
  return { isProduction: ProductionAccessEnabled, isSending: SendingEnabled, mailsPerSecond: SendQuota.MaxSendRate, senders: verified };
}

type Ask = <Fact>(fetch: () => Promise<Fact>) => Promise<Asked<Fact>>;

async function quotasIn(call: AwsCall, ask: Ask): Promise<PlaceFacts['quotas']> {
  const { eventRules, stacks, userPools, signatures, eventInvocations, apiRequests } = quotaReaders;
  return {
    eventRules: await ask(() => eventRules(call)),
    stacks: await ask(() => stacks(call)),
    userPools: await ask(() => userPools(call)),
    signatures: await ask(() => signatures(call)),
    eventInvocations: await ask(() => eventInvocations(call)),
    apiRequests: await ask(() => apiRequests(call)),
  };
}

async function rolesIn(call: AwsCall) {
  const answer = summary.parse((await call.query('iam', '2010-05-08', { Action: 'GetAccountSummary' })).body);
  const entries = answer.GetAccountSummaryResponse.GetAccountSummaryResult.SummaryMap.entry;
  const countOf = (key: string): number => Number(entries.find((entry) => entry.key === key)?.value);
  return { inUse: countOf('Roles'), quota: countOf('RolesQuota') };
}

async function locksIn(config: ExchangeConfig, { holds }: Pick<PlaceFacts, 'holds'>, call: AwsCall): Promise<readonly LockFact[]> {
  const names = config.countries.filter(({ code }) => holds.includes(code)).map((country) => countryNames(config, country));
  const { archiveBucket, prefix: exchange } = exchangeNames(config);
  const buckets = [
    ...names.map(({ dropBox, prefix }) => ({ bucket: dropBox, stack: `${prefix}-Vault` })),
    ...(holds.includes('audit') ? [{ bucket: archiveBucket, stack: `${exchange}-Audit` }] : []),
  ];
  const locks = await Promise.all(buckets.map((bucket) => readLock(call, bucket)));
  return locks.flatMap((lock) => lock ?? []);
}

const trailApi = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';
const members = <Member extends z.ZodType>(member: Member) =>
  z.preprocess((given) => (given === '' || given === undefined ? { member: [] } : given), z.object({ member: z.array(member) }));

const identityAnswer = z.object({ GetCallerIdentityResponse: z.object({ GetCallerIdentityResult: z.object({ Account: z.string() }) }) });
const stack = z.object({
  StackName: z.string(),
  StackStatus: z.string(),
  EnableTerminationProtection: z
    .enum(['true', 'false'])
    .optional()
    .transform((told) => told === 'true'),
  Outputs: members(z.object({ OutputKey: z.string(), OutputValue: z.string() })),
});
const stackAnswer = z.object({
  DescribeStacksResponse: z.object({ DescribeStacksResult: z.object({ Stacks: members(stack), NextToken: z.string().optional() }) }),
});
const parameters = z.object({ Parameters: z.array(z.object({ Value: z.string() })), NextToken: z.string().optional() });
const trailList = z
  .object({ trailList: z.array(z.object({ Name: z.string(), HomeRegion: z.string(), IsMultiRegionTrail: z.boolean() })) })
  .transform((answer) =>
    answer.trailList.map(({ Name, HomeRegion, IsMultiRegionTrail }) => ({
      name: Name,
      homeRegion: HomeRegion,
      isMultiRegion: IsMultiRegionTrail,
    })),
  );
const mailAccount = z.object({
  ProductionAccessEnabled: z.boolean(),
  SendingEnabled: z.boolean(),
  SendQuota: z.object({ MaxSendRate: z.number() }),
});
const mailIdentity = z.object({ VerifiedForSendingStatus: z.boolean() });
const accountSettings = z.object({ AccountLimit: z.object({ ConcurrentExecutions: z.number() }) });
const summary = z.object({
  GetAccountSummaryResponse: z.object({
    GetAccountSummaryResult: z.object({ SummaryMap: z.object({ entry: z.array(z.object({ key: z.string(), value: z.string() })) }) }),
  }),
});
