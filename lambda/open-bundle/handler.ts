import { KMSClient } from '@aws-sdk/client-kms';
import { maxEnvelopeBodyBytes } from '../../domain/bundle.ts';
import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsKeyAgreement } from '../aws/key-agreement.ts';
import { kmsPublicKey } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler } from '../http/edge.ts';
import { world } from '../world.ts';
import { openBundleEnvironment } from './env.ts';
import { openBundle } from './open-bundle.ts';

const env = readEnvironment(openBundleEnvironment);
const client = new KMSClient({});
const desk = {
  country: env.COUNTRY,
  store: dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE }),
  world,
  sealingKey: kmsPublicKey(env.SEALING_KEY_ARN, client),
  agree: kmsKeyAgreement(env.SEALING_KEY_ARN, client),
};

export const handler = httpHandler(
  { [deskRoutes.openBundle]: { maxBodyBytes: maxEnvelopeBodyBytes, act: (request) => openBundle(desk, request) } },
  world,
);
