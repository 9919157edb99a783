import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { accountOf, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { recordAccessEnvironment } from './env.ts';
import { recordAccess } from './record-access.ts';

const env = readEnvironment(recordAccessEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const place = { bucket: env.DROP_BOX, account: accountOf(env.SIGNING_KEY_ARN), region: readRegion() };
const desk = {
  country: env.COUNTRY,
  times: env.TIMES,
  store,
  world,
  ...place,
  log: { source: env.LOG_SOURCE, account: env.LOG_ACCOUNT },
  readerRoleArn: env.READER_ROLE_ARN,
  sign: kmsSigner(env.SIGNING_KEY_ARN),
};

export const handler = (event: unknown): Promise<void> => recordAccess(desk, event);
