import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const serveDirectoryEnvironment = z.object({
  DIRECTORY_BUCKET: variables.DIRECTORY_BUCKET,
});

/** What lib/ sets. The function's role needs: directory bucket: GetObject, ListBucket. */
export type ServeDirectoryEnvironment = Readonly<z.input<typeof serveDirectoryEnvironment>>;
