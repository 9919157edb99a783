import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import type { DocumentLook, ProviderLook } from './facts.ts';
import type { Asked } from './finding.ts';

/** Reads an address as API Gateway does: no redirect is followed. Throws where nobody answers. */
export type ReadAddress = (url: string) => Promise<{ readonly status: number; readonly text: string; readonly milliseconds: number }>;

/** Asks every country's own OpenID provider what it says of itself: its discovery document, and the keys that this names. */
export function askProviders({ countries }: ExchangeConfig, read: ReadAddress): Promise<readonly ProviderLook[]> {
  const own = countries.flatMap(({ code, signIn }) => (signIn ? [{ country: code, issuer: signIn.issuer }] : []));
  return Promise.all(
    own.map(async ({ country, issuer }) => {
      const discovery = await lookAt(`${issuer}/.well-known/openid-configuration`, read);
      return { country, discovery: { known: discovery }, keys: await keysOf(discovery, read) };
    }),
  );
}

/** Providers of which nothing is asked. */
export function unaskedProviders({ countries }: ExchangeConfig, reason: string): readonly ProviderLook[] {
  const unknown = { unknown: reason };
  return countries.flatMap(({ code, signIn }) => (signIn ? [{ country: code, discovery: unknown, keys: unknown }] : []));
}

async function keysOf(discovery: DocumentLook, read: ReadAddress): Promise<Asked<DocumentLook>> {
  if ('failure' in discovery) return { unknown: 'its discovery document was not read' };
  const named = keysNamed.safeParse(discovery.document).data?.jwks_uri;
  if (named === undefined) return { unknown: 'the discovery document names no keys' };
  return { known: await lookAt(named, read) };
}

const keysNamed = z.object({ jwks_uri: z.url({ protocol: /^https$/ }) });

async function lookAt(url: string, read: ReadAddress): Promise<DocumentLook> {
  const answer = await read(url).catch((error: unknown) => ({ reason: reasonOf(error) }));
  if ('reason' in answer) return { failure: `${url} does not answer from here (${answer.reason})` };
  if (answer.status !== 200) return { failure: `${url} answers with status ${answer.status}` };
  try {
    return { document: JSON.parse(answer.text), sizeBytes: Buffer.byteLength(answer.text), milliseconds: answer.milliseconds };
  } catch {
    return { failure: `${url} answers no JSON` };
  }
}

/** The word of the system or of TLS: `ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`; else the kind of error, such as `TimeoutError`. */
function reasonOf(error: unknown): string {
  const { cause, name } = Object(error);
  return String(Object(cause).code ?? name ?? 'unknown');
}
