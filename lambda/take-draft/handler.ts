import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler } from '../http/edge.ts';
import { world } from '../world.ts';
import { takeDraftEnvironment } from './env.ts';
import { takeDraft } from './take-draft.ts';

const env = readEnvironment(takeDraftEnvironment);
const store = dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, limits: env.LIMITS };

/** The longest text in Arabic, signed, and the JSON around it. */
const maxBodyBytes = 100_000;

export const handler = httpHandler({ [deskRoutes.takeDraft]: { maxBodyBytes, act: (request) => takeDraft(desk, request) } }, world);
