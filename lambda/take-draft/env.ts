import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const takeDraftEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  LIMITS: variables.LIMITS,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem, Query; ledger: PutItem. It signs nothing. */
export type TakeDraftEnvironment = Readonly<z.input<typeof takeDraftEnvironment>>;
