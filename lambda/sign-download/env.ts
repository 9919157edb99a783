import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const signDownloadEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  READER_ROLE_ARN: variables.READER_ROLE_ARN,
  DOCUMENTS_KEY_ARN: variables.DOCUMENTS_KEY_ARN,
  DROP_BOX: variables.DROP_BOX,
  LIMITS: variables.LIMITS,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem; reader role: AssumeRole, SetSourceIdentity. */
export type SignDownloadEnvironment = Readonly<z.input<typeof signDownloadEnvironment>>;
