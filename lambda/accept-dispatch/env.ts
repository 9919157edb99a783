import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const acceptDispatchEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
  DEPOSITOR_ROLE_ARN: variables.DEPOSITOR_ROLE_ARN,
  DOCUMENTS_KEY_ARN: variables.DOCUMENTS_KEY_ARN,
  DROP_BOX: variables.DROP_BOX,
  LIMITS: variables.LIMITS,
  TIMES: variables.TIMES,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem; ledger: PutItem; signing key: Sign, GetPublicKey; depositor role: AssumeRole, SetSourceIdentity. */
export type AcceptDispatchEnvironment = Readonly<z.input<typeof acceptDispatchEnvironment>>;
