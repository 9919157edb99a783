import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { showDepositEnvironment } from './env.ts';
import { showDeposit } from './show-deposit.ts';

const env = readEnvironment(showDepositEnvironment);
const store = dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const door = { country: env.COUNTRY, store, world, limits: env.LIMITS };

export const handler = httpHandler(
  {
    [deskRoutes.showDeposit]: { maxBodyBytes: usualBodyBytes, act: (request) => showDeposit(door, request) },
  },
  world,
);
