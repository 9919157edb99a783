import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const readLogEnvironment = z.object({
  ARCHIVE_BUCKET: variables.ARCHIVE_BUCKET,
  DROP_BOX_PREFIX: variables.DROP_BOX_PREFIX,
  EVENT_SOURCE: variables.EVENT_SOURCE,
});

/** What lib/ sets. The function's role needs: archive: GetObject, ListBucket; its key: Decrypt through S3; buses: PutEvents under its own source. */
export type ReadLogEnvironment = Readonly<z.input<typeof readLogEnvironment>>;
