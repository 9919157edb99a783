import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { type AwsCall, AwsNo } from '../aws/signed-call.ts';
import type { KeyFact, OwnKeyFact, PlaceFacts } from './facts.ts';
import type { Asked } from './finding.ts';

interface Asking {
  readonly call: AwsCall;
  readonly ask: <Fact>(fetch: () => Promise<Fact>) => Promise<Asked<Fact>>;
}

/** What KMS says of every documents key here that its country made itself. */
export async function ownKeysIn(
  { countries }: ExchangeConfig,
  { holds }: Pick<PlaceFacts, 'holds'>,
  { call, ask }: Asking,
): Promise<readonly OwnKeyFact[]> {
  const own = countries.flatMap(({ code, documentsKeyArn: arn }) =>
    arn !== undefined && holds.includes(code) ? [{ country: code, arn }] : [],
  );
  return Promise.all(
    own.map(async ({ country, arn }) => ({
      country,
      arn,
      key: await ask(() => describe(call, arn)),
      policy: await ask(async (): Promise<unknown> => {
        const { body } = await call.json('kms', 'TrentService.GetKeyPolicy', { KeyId: arn, PolicyName: 'default' });
        return JSON.parse(policyAnswer.parse(body).Policy);
      }),
      // one is too many: how many more there are does not matter
      grants: await ask(
        async () => grantsAnswer.parse((await call.json('kms', 'TrentService.ListGrants', { KeyId: arn })).body).Grants.length,
      ),
    })),
  );
}

async function describe(call: AwsCall, arn: string): Promise<KeyFact | undefined> {
  try {
    return keyAnswer.parse((await call.json('kms', 'TrentService.DescribeKey', { KeyId: arn })).body);
  } catch (error) {
    if (error instanceof AwsNo && error.code === 'NotFoundException') return undefined;
    throw error;
  }
}

const keyAnswer = z
  .object({
    KeyMetadata: z.object({
      KeyState: z.string(),
      KeyUsage: z.string(),
      KeySpec: z.string(),
      Origin: z.string(),
      KeyManager: z.string(),
      MultiRegion: z.boolean().default(false),
    }),
  })
  .transform(({ KeyMetadata: { KeyState, KeyUsage, KeySpec, Origin, KeyManager, MultiRegion } }) => ({
    state: KeyState,
    usage: KeyUsage,
    spec: KeySpec,
    origin: Origin,
    manager: KeyManager,
    isMultiRegion: MultiRegion,
  }));
const grantsAnswer = z.object({ Grants: z.array(z.unknown()) });
const policyAnswer = z.object({ Policy: z.string() });
