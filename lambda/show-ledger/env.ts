import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const showLedgerEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  LEDGER_TABLE: variables.LEDGER_TABLE,
});

/** What lib/ sets. The function's role needs: ledger: Query. */
export type ShowLedgerEnvironment = Readonly<z.input<typeof showLedgerEnvironment>>;
