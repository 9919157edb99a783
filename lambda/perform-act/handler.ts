import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { acknowledgeDispatch } from './acknowledge.ts';
import { performActEnvironment } from './env.ts';
import { performAct } from './perform-act.ts';

const env = readEnvironment(performActEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, sign: kmsSigner(env.SIGNING_KEY_ARN) };

/** The longest reasons in Arabic, escaped, and the JSON around them. */
const actBodyBytes = 50_000;

export const handler = httpHandler(
  {
    [deskRoutes.acknowledgeDispatch]: { maxBodyBytes: usualBodyBytes, act: (request) => acknowledgeDispatch(desk, request) },
    [deskRoutes.performAct]: { maxBodyBytes: actBodyBytes, act: (request) => performAct(desk, request) },
  },
  world,
);
