import { KMSClient } from '@aws-sdk/client-kms';
import { deskRoutes } from '../../domain/desk-api.ts';
import { keyCreatedAt, kmsPublicKey, kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { showEntryEnvironment } from './env.ts';
import { entryShower } from './show-entry.ts';

const env = readEnvironment(showEntryEnvironment);
const client = new KMSClient({});
const keyArn = env.SIGNING_KEY_ARN;
const showEntry = entryShower({
  country: env.COUNTRY,
  profile: env.PROFILE,
  desk: env.DESK_URL,
  signIn: { issuer: env.ISSUER, clientId: env.CLIENT_ID, scope: env.SCOPE },
  sign: kmsSigner(keyArn, client),
  publicKey: kmsPublicKey(keyArn, client),
  sealingKey: kmsPublicKey(env.SEALING_KEY_ARN, client),
  keyCreatedAt: () => keyCreatedAt(keyArn, client),
  further: (env.SIGNING_KEYS ?? [])
    .filter(({ standing }) => standing === 'announced' || standing === 'former')
    .map(({ arn, until }) => ({
      publicKey: kmsPublicKey(arn, client),
      createdAt: () => keyCreatedAt(arn, client),
      ...(until && { until }),
    })),
  world,
});

export const handler = httpHandler({ [deskRoutes.showEntry]: { maxBodyBytes: usualBodyBytes, act: showEntry } }, world);
