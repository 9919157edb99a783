import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const publishDirectoryEnvironment = z.object({
  DESK_LISTS: variables.DESK_LISTS,
  DIRECTORY_KEY_ARN: variables.DIRECTORY_KEY_ARN,
  DIRECTORY_BUCKET: variables.DIRECTORY_BUCKET,
  EXCHANGE: variables.EXCHANGE,
  STAGE: variables.STAGE,
  LIMITS: variables.LIMITS,
});

/** What lib/ sets. The function's role needs: lists of desks: GetParameters; directory key (by alias): Sign, GetPublicKey; directory bucket: GetObject, PutObject, ListBucket. */
export type PublishDirectoryEnvironment = Readonly<z.input<typeof publishDirectoryEnvironment>>;
