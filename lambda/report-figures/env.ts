import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const reportFiguresEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem (the head of the ledger), Query with index `box`; ledger: PutItem; signing key: Sign, GetPublicKey. */
export type ReportFiguresEnvironment = Readonly<z.input<typeof reportFiguresEnvironment>>;
