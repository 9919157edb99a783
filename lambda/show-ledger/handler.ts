import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoLedger } from '../aws/dynamo-ledger.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler } from '../http/edge.ts';
import { world } from '../world.ts';
import { showLedgerEnvironment } from './env.ts';
import { showLedger } from './show-ledger.ts';

const env = readEnvironment(showLedgerEnvironment);
const linesAfter = dynamoLedger(env.LEDGER_TABLE, env.COUNTRY);

export const handler = httpHandler(
  { [deskRoutes.showLedger]: { maxBodyBytes: 1000, act: (request) => showLedger(linesAfter, request) } },
  world,
);
