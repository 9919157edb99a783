import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const verifyArrivalEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
  DROP_BOX: variables.DROP_BOX,
  EVENT_SOURCE: variables.EVENT_SOURCE,
  TIMES: variables.TIMES,
});

/** What lib/ sets. The function's role needs: register: GetItem, PutItem, Query; ledger: PutItem; signing key: Sign, GetPublicKey; default bus: PutEvents. */
export type VerifyArrivalEnvironment = Readonly<z.input<typeof verifyArrivalEnvironment>>;
