import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { listDispatchesEnvironment } from './env.ts';
import { listDispatches, showDispatch } from './list-dispatches.ts';
import { showCase } from './show-case.ts';

const env = readEnvironment(listDispatchesEnvironment);
const store = dynamoListingStore({ register: env.REGISTER_TABLE });

export const handler = httpHandler(
  {
    [deskRoutes.listDispatches]: { maxBodyBytes: usualBodyBytes, act: (request) => listDispatches(store, request) },
    [deskRoutes.showDispatch]: { maxBodyBytes: usualBodyBytes, act: (request) => showDispatch(store, request) },
    [deskRoutes.showCase]: { maxBodyBytes: 1000, act: (request) => showCase(store, request) },
  },
  world,
);
