import { dynamoStore } from '../aws/dynamo-store.ts';
import { accountOf, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { recordKeyActEnvironment } from './env.ts';
import { recordKeyAct } from './record-key-act.ts';

const env = readEnvironment(recordKeyActEnvironment);
const desk = {
  country: env.COUNTRY,
  store: dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE }),
  world,
  account: accountOf(env.SIGNING_KEY_ARN),
  region: readRegion(),
  keyArns: {
    documents: env.DOCUMENTS_KEY_ARN,
    signing: env.SIGNING_KEY_ARN,
    sealing: env.SEALING_KEY_ARN,
    ...Object.fromEntries(
      (env.SIGNING_KEYS ?? []).map(({ generation, arn }) => [generation === 1 ? 'signing' : `signing-${generation}`, arn]),
    ),
  },
};

export const handler = (event: unknown): Promise<void> => recordKeyAct(desk, event);
