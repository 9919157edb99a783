import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { signManifestEnvironment } from './env.ts';
import { signManifest } from './sign-manifest.ts';

const env = readEnvironment(signManifestEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, limits: env.LIMITS, sign: kmsSigner(env.SIGNING_KEY_ARN) };

export const handler = httpHandler(
  {
    [deskRoutes.signManifest]: { maxBodyBytes: usualBodyBytes, act: (request) => signManifest(desk, request) },
  },
  world,
);
