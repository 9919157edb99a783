import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsPublicKey } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler } from '../http/edge.ts';
import { world } from '../world.ts';
import { acceptDirectory, showDirectory } from './accept-directory.ts';
import { acceptDirectoryEnvironment } from './env.ts';

const env = readEnvironment(acceptDirectoryEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, directoryKey: kmsPublicKey(env.DIRECTORY_KEY_ARN) };

/** The longest compact JWS that the exchange knows, and the JSON around it. */
const maxBodyBytes = 1_501_024;

export const handler = httpHandler(
  {
    [deskRoutes.acceptDirectory]: { maxBodyBytes: maxBodyBytes, act: (request) => acceptDirectory(desk, request) },
    [deskRoutes.showDirectory]: { maxBodyBytes, act: () => showDirectory(desk) },
  },
  world,
);
