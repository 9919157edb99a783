import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { multipart } from '../aws/multipart.ts';
import { presigner } from '../aws/presign.ts';
import { s3Caller } from '../aws/s3-call.ts';
import { roleAssumer } from '../aws/sessions.ts';
import { readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { httpHandler, usualBodyBytes } from '../http/edge.ts';
import { world } from '../world.ts';
import { completeUpload } from './complete-upload.ts';
import { completeUploadEnvironment } from './env.ts';

const env = readEnvironment(completeUploadEnvironment);
const region = readRegion();
const presign = presigner({ region, endpoint: readEndpoint() }, world.now);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const box = { bucket: env.DROP_BOX, region, keyArn: env.DOCUMENTS_KEY_ARN };
const deposits = { box, limits: env.LIMITS, depositorRoleArn: env.DEPOSITOR_ROLE_ARN, assumeRole: roleAssumer(), presign };
const desk = { country: env.COUNTRY, store, world, limits: env.LIMITS, deposits, multipart: multipart(box, s3Caller(presign, world)) };

export const handler = httpHandler(
  {
    [deskRoutes.completeUpload]: { maxBodyBytes: usualBodyBytes, act: (request) => completeUpload(desk, request) },
  },
  world,
);
