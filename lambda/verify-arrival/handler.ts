import { bus } from '../aws/bus.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { accountOf, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { verifyArrivalEnvironment } from './env.ts';
import { verifyArrival } from './verify-arrival.ts';

const env = readEnvironment(verifyArrivalEnvironment);
const store = dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const place = { bucket: env.DROP_BOX, account: accountOf(env.SIGNING_KEY_ARN), region: readRegion() };
const desk = {
  country: env.COUNTRY,
  times: env.TIMES,
  store,
  world,
  ...place,
  eventSource: env.EVENT_SOURCE,
  sign: kmsSigner(env.SIGNING_KEY_ARN),
  announce: bus(),
};

export const handler = (event: unknown): Promise<void> => verifyArrival(desk, event);
