import { deskRoutes } from '../../domain/desk-api.ts';
import { maxManifestBytes } from '../../domain/limits.ts';
import { dynamoStore } from '../aws/dynamo-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { presigner } from '../aws/presign.ts';
import { roleAssumer } from '../aws/sessions.ts';
import { readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { httpHandler } from '../http/edge.ts';
import { world } from '../world.ts';
import { acceptBundle, acceptDispatch } from './accept-dispatch.ts';
import { acceptDispatchEnvironment } from './env.ts';

const env = readEnvironment(acceptDispatchEnvironment);
const region = readRegion();
const presign = presigner({ region, endpoint: readEndpoint() }, world.now);
const store = dynamoStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const box = { bucket: env.DROP_BOX, region, keyArn: env.DOCUMENTS_KEY_ARN };
const deposits = { box, limits: env.LIMITS, depositorRoleArn: env.DEPOSITOR_ROLE_ARN, assumeRole: roleAssumer(), presign };
const desk = { country: env.COUNTRY, times: env.TIMES, store, world, limits: env.LIMITS, deposits, sign: kmsSigner(env.SIGNING_KEY_ARN) };

/** The manifest and the JSON around it. */
const maxBodyBytes = maxManifestBytes + 1024;

export const handler = httpHandler(
  {
    [deskRoutes.acceptDispatch]: { maxBodyBytes: maxBodyBytes, act: (request) => acceptDispatch(desk, request) },
    [deskRoutes.acceptBundle]: { maxBodyBytes: maxBodyBytes, act: (request) => acceptBundle(desk, request) },
  },
  world,
);
