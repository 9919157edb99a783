import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const recordAccessEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
  DROP_BOX: variables.DROP_BOX,
  READER_ROLE_ARN: variables.READER_ROLE_ARN,
  LOG_SOURCE: variables.LOG_SOURCE,
  LOG_ACCOUNT: variables.LOG_ACCOUNT,
  TIMES: variables.TIMES,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem; signing key: Sign, GetPublicKey. */
export type RecordAccessEnvironment = Readonly<z.input<typeof recordAccessEnvironment>>;
