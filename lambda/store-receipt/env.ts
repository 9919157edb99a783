import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const storeReceiptEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  LIMITS: variables.LIMITS,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem. */
export type StoreReceiptEnvironment = Readonly<z.input<typeof storeReceiptEnvironment>>;
