import { bus } from '../aws/bus.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { world } from '../world.ts';
import { keepDeadlinesEnvironment } from './env.ts';
import { keepDeadlines } from './keep-deadlines.ts';

const env = readEnvironment(keepDeadlinesEnvironment);
const desk = {
  country: env.COUNTRY,
  store: dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE }),
  world,
  sign: kmsSigner(env.SIGNING_KEY_ARN),
  announce: bus(),
  eventSource: env.EVENT_SOURCE,
  times: env.TIMES,
};

export const handler = (): Promise<void> => keepDeadlines(desk);
