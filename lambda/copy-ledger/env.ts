import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const copyLedgerEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  // here and not among all: a function that knows nothing of copies is the same bytes with and without them
  COPY_BUCKET: z.string().check(z.minLength(3)),
  COPY_REGION: z.string().check(z.minLength(3)),
});

/** What lib/ sets. The function's role needs: ledger: Query; the copy: PutObject and ListBucket below `ledger/`; its key: GenerateDataKey. */
export type CopyLedgerEnvironment = Readonly<z.input<typeof copyLedgerEnvironment>>;
