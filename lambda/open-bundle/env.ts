import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const openBundleEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SEALING_KEY_ARN: variables.SEALING_KEY_ARN,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem; sealing key: DeriveSharedSecret, GetPublicKey. */
export type OpenBundleEnvironment = Readonly<z.input<typeof openBundleEnvironment>>;
