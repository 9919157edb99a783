import { deskRoutes } from '../../domain/desk-api.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { readEnvironment } from '../env.ts';
import { httpHandler } from '../http/edge.ts';
import { world } from '../world.ts';
import { signDraftEnvironment } from './env.ts';
import { remarkOnDraft } from './remark.ts';
import { listDrafts, showDraft } from './show-drafts.ts';
import { signDraft } from './sign-draft.ts';

const env = readEnvironment(signDraftEnvironment);
const store = dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE });
const desk = { country: env.COUNTRY, store, world, sign: kmsSigner(env.SIGNING_KEY_ARN), times: env.TIMES };

/** The longest text in Arabic, escaped, and the JSON around it. */
const maxBodyBytes = 150_000;

export const handler = httpHandler(
  {
    [deskRoutes.signDraft]: { maxBodyBytes, act: (request) => signDraft(desk, request) },
    [deskRoutes.listDrafts]: { maxBodyBytes, act: (request) => listDrafts(desk, request) },
    [deskRoutes.showDraft]: { maxBodyBytes, act: (request) => showDraft(desk, request) },
    [deskRoutes.remarkOnDraft]: { maxBodyBytes, act: (request) => remarkOnDraft(desk, request) },
  },
  world,
);
