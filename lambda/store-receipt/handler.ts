import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { storeReceiptEnvironment } from './env.ts';
import { storeReceipt, takeReceipt } from './store-receipt.ts';

const env = readEnvironment(storeReceiptEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, limits: env.LIMITS };

export const handler = httpHandler(
  {
    [deskRoutes.storeReceipt]: { maxBodyBytes: usualBodyBytes, act: (request) => storeReceipt(desk, request) },
    [deskRoutes.takeReceipt]: { maxBodyBytes: usualBodyBytes, act: (request) => takeReceipt(desk, request) },
  },
  world,
);
