import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const recordKeyActEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
  DOCUMENTS_KEY_ARN: variables.DOCUMENTS_KEY_ARN,
  SIGNING_KEYS: z.optional(variables.SIGNING_KEYS),
  SEALING_KEY_ARN: variables.SEALING_KEY_ARN,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem. It uses no key. */
export type RecordKeyActEnvironment = Readonly<z.input<typeof recordKeyActEnvironment>>;
