import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const reconcileBoxEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
  LEDGER_TABLE: variables.LEDGER_TABLE,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
  DROP_BOX: variables.DROP_BOX,
  EVENT_SOURCE: variables.EVENT_SOURCE,
  PATIENCE_SECONDS: variables.PATIENCE_SECONDS,
  LOOK_BACK_DAYS: variables.LOOK_BACK_DAYS,
  TIMES: variables.TIMES,
});

/**
 * What lib/ sets. The function's role needs what verify-arrival needs, and: register's index `box`: Query; drop box: ListBucketVersions below
 * one dispatch at a time. It reads no document.
 */
export type ReconcileBoxEnvironment = Readonly<z.input<typeof reconcileBoxEnvironment>>;
