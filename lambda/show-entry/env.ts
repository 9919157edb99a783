import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const showEntryEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  SIGNING_KEY_ARN: variables.SIGNING_KEY_ARN,
  SEALING_KEY_ARN: variables.SEALING_KEY_ARN,
  PROFILE: variables.PROFILE,
  DESK_URL: variables.DESK_URL,
  ISSUER: variables.ISSUER,
  CLIENT_ID: variables.CLIENT_ID,
  SCOPE: variables.SCOPE,
  SIGNING_KEYS: z.optional(variables.SIGNING_KEYS),
});

/** What lib/ sets. The function's role needs: signing key: Sign, GetPublicKey, DescribeKey; announced and former one: GetPublicKey, DescribeKey; sealing key: GetPublicKey. */
export type ShowEntryEnvironment = Readonly<z.input<typeof showEntryEnvironment>>;
