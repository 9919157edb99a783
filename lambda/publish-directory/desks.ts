import * as z from 'zod/mini';
import { deskRoutes, directoryBody, shownEntry } from '../../domain/desk-api.ts';
import type { DirectoryEntry } from '../../domain/directory.ts';
import { peekStatement, requireKeyValidAt, verifyStatement } from '../../domain/statement.ts';
import { entryStatement } from '../../domain/statement-kinds.ts';

/** The desks of the members, over HTTP. */
export interface Desks {
  /** A desk's own entry, verified with the key that it names itself. Throws where the desk does not answer or another country speaks. */
  readonly entryOf: (country: string, address: string) => Promise<DirectoryEntry>;
  /** Puts a directory to a desk; answers `accepted`, or the code of the desk's refusal. Throws where the desk does not answer. */
  readonly put: (address: string, jws: string) => Promise<string>;
}

const timeoutMs = 8_000;
const maxAnswerBytes = 100_000;

export const desks: Desks = {
  entryOf: async (country, address) => {
    const { entry } = shownEntry.parse(await ask(address, deskRoutes.showEntry));
    return verifiedEntry(country, address, entry);
  },
  put: async (address, jws) => {
    const body = JSON.stringify(directoryBody.parse({ directory: jws }));
    const answer = answered.parse(await ask(address, deskRoutes.acceptDirectory, body));
    return 'code' in answer ? answer.code : 'accepted';
  },
};

const answered = z.union([z.object({ code: z.string().check(z.regex(/^[A-Za-z]{2,64}$/)) }), z.object({ sequence: z.int() })]);

export async function verifiedEntry(country: string, address: string, jws: string): Promise<DirectoryEntry> {
  const { signingKeys } = peekStatement(entryStatement, jws);
  const { payload, key } = await verifyStatement(entryStatement, jws, signingKeys);
  requireKeyValidAt(key, payload.issuedAt);
  if (payload.country !== country) throw new Error(`the desk configured for ${country} speaks for ${payload.country}`);
  if (payload.desk !== address) throw new Error(`the desk of ${country} names another address than the configured one`);
  return payload;
}

async function ask(address: string, route: string, body?: string): Promise<unknown> {
  const [method = '', path = ''] = route.split(' ');
  const content = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${address}${path}`, { method, ...content, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  return JSON.parse(await boundedText(response));
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error(`an answer of more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
