import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const acceptDirectoryEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  DIRECTORY_KEY_ARN: variables.DIRECTORY_KEY_ARN,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem; directory key (by alias): GetPublicKey. */
export type AcceptDirectoryEnvironment = Readonly<z.input<typeof acceptDirectoryEnvironment>>;
