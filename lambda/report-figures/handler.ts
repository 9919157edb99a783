import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { reportFiguresEnvironment } from './env.ts';
import { reportFigures } from './report-figures.ts';

const env = readEnvironment(reportFiguresEnvironment);
const store = dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, sign: kmsSigner(env.SIGNING_KEY_ARN) };

export const handler = httpHandler(
  { [deskRoutes.reportFigures]: { maxBodyBytes: usualBodyBytes, act: (request) => reportFigures(desk, request) } },
  world,
);
