import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { presigner } from '../aws/presign.ts';
import { roleAssumer } from '../aws/sessions.ts';
import { readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { signDownloadEnvironment } from './env.ts';
import { issueToken, signDownload } from './sign-download.ts';

const env = readEnvironment(signDownloadEnvironment);
const region = readRegion();
const presign = presigner({ region, endpoint: readEndpoint() }, world.now);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const box = { bucket: env.DROP_BOX, region, keyArn: env.DOCUMENTS_KEY_ARN };
const reading = { box, readerRoleArn: env.READER_ROLE_ARN, assumeRole: roleAssumer(), presign };
const desk = { country: env.COUNTRY, store, world, limits: env.LIMITS, ...reading };

export const handler = httpHandler(
  {
    [deskRoutes.issueToken]: { maxBodyBytes: usualBodyBytes, act: (request) => issueToken(desk, request) },
    [deskRoutes.signDownload]: { maxBodyBytes: usualBodyBytes, act: (request) => signDownload(desk, request) },
  },
  world,
);
