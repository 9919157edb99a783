import * as z from 'zod/mini';
import { Failure } from '../../client/failure.ts';

const portalConfig = z.strictObject({
  version: z.literal(1),
  /** Address of the signed directory. */
  directory: z.url(),
  /** RFC 7638 thumbprint of the key that signs it; absent: the first one seen is kept. */
  directoryKey: z.optional(z.string()),
  /** Where a rehearsal shows what happens behind the desks. */
  rehearsal: z.optional(z.strictObject({ mail: z.string(), audit: z.string(), accounts: z.string(), training: z.optional(z.string()) })),
});
export type PortalConfig = z.infer<typeof portalConfig>;

/** Reads `/portal.json`. Throws Unreachable or UnexpectedAnswer. */
export async function readConfig(): Promise<PortalConfig> {
  const answer = await fetch('/portal.json', { redirect: 'error' }).catch((cause) => {
    throw new Failure('Unreachable', 'portal.json', { cause });
  });
  const parsed = portalConfig.safeParse(await answer.json().catch(() => undefined));
  if (!answer.ok || !parsed.success) throw new Failure('UnexpectedAnswer', 'portal.json');
  return parsed.data;
}
