import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { signAssertionEnvironment } from './env.ts';
import { signAssertion } from './sign-assertion.ts';
import { signProof } from './sign-proof.ts';

const env = readEnvironment(signAssertionEnvironment);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, limits: env.LIMITS, sign: kmsSigner(env.SIGNING_KEY_ARN) };

export const handler = httpHandler(
  {
    [deskRoutes.signAssertion]: { maxBodyBytes: usualBodyBytes, act: (request) => signAssertion(desk, request) },
    [deskRoutes.signProof]: { maxBodyBytes: usualBodyBytes, act: (request) => signProof(desk, request) },
  },
  world,
);
