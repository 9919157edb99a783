import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod/mini';
import { compactJws } from '../../domain/identifiers.ts';
import { directoryStore } from '../aws/directory-store.ts';
import { kmsPublicKey, kmsSigner } from '../aws/kms-signer.ts';
import { presigner } from '../aws/presign.ts';
import { s3Caller } from '../aws/s3-call.ts';
import { readCredentials, readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { deskLists } from './desk-lists.ts';
import { desks } from './desks.ts';
import { publishDirectoryEnvironment } from './env.ts';
import { type PublicationReport, publishDirectory, restoreDirectory } from './publish-directory.ts';

const env = readEnvironment(publishDirectoryEnvironment);
const call = s3Caller(presigner({ region: readRegion(), endpoint: readEndpoint() }, world.now), world);
const published = directoryStore(env.DIRECTORY_BUCKET, call, readCredentials);
const client = new KMSClient({});
const keyArn = env.DIRECTORY_KEY_ARN;
const publisher = {
  exchange: env.EXCHANGE,
  stage: env.STAGE,
  limits: env.LIMITS,
  addresses: deskLists(env.DESK_LISTS),
  desks,
  published,
  sign: kmsSigner(keyArn, client),
  publicKey: kmsPublicKey(keyArn, client),
  world,
};

const asked = z.object({ restore: compactJws });

/** Runs hourly, and by hand after a deployment; with `restore` it goes back to a directory that it signed before. Answers what came of it. */
export const handler = (event: unknown): Promise<PublicationReport> => {
  const parsed = asked.safeParse(event);
  return parsed.success ? restoreDirectory(publisher, parsed.data.restore) : publishDirectory(publisher);
};
