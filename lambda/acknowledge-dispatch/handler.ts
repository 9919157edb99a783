import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { acknowledgeDispatch } from './acknowledge-dispatch.ts';
import { acknowledgeDispatchEnvironment } from './env.ts';

const env = readEnvironment(acknowledgeDispatchEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, sign: kmsSigner(env.SIGNING_KEY_ARN) };

export const handler = httpHandler(
  {
    [deskRoutes.acknowledgeDispatch]: { maxBodyBytes: usualBodyBytes, act: (request) => acknowledgeDispatch(desk, request) },
  },
  world,
);
