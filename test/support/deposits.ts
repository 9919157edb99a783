import { createHash } from 'node:crypto';
import { request } from 'node:http';
import type { Connection } from '../../client/connection.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import type { DocumentEntry, Draft } from '../../domain/manifest.ts';
import { planParts } from '../../domain/parts.ts';

/** What a deposit that has only begun consists of. */
export interface Begun {
  readonly dispatchId: string;
  readonly manifest: string;
  readonly receipt: string;
  readonly links: readonly UploadLink[];
}

export function entryOf(name: string, bytes: Uint8Array, number = 1, singlePutMaxBytes = 16 * 2 ** 20): DocumentEntry {
  const plan = planParts(bytes.length, singlePutMaxBytes);
  const entry = { number, name, sizeBytes: bytes.length, sha256: sha256(bytes) };
  if (!plan) return entry;
  const hashes = partsOf(bytes, plan.partSizeBytes).map((part) => createHash('sha256').update(part).digest());
  return { ...entry, parts: { ...plan, compositeSha256: sha256(Buffer.concat(hashes)) } };
}

export function partsOf(bytes: Uint8Array, partSizeBytes: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / partSizeBytes) }, (_, index) =>
    bytes.subarray(index * partSizeBytes, (index + 1) * partSizeBytes),
  );
}

export function draftTo(to: string, documents: readonly DocumentEntry[]): Draft {
  return { to, case: 'EG-2026-000123', legalBasis: { instrument: 'riyadh-1983' }, urgency: 'routine', documents: [...documents] };
}

/** Signs a manifest at home and has it accepted by the addressee's desk; no byte is sent yet. */
export async function begin(sender: Connection, to: string, documents: readonly DocumentEntry[]): Promise<Begun> {
  const { dispatchId, manifest } = await sender.home.signManifest(draftTo(to, documents));
  return { dispatchId, manifest, ...(await sender.deskOf(to).acceptDispatch(manifest)) };
}

export interface PutAnswer {
  readonly status: number;
  readonly code: string | undefined;
}

/** Uses a link as it stands, or with changes; states the true length of the body. Answers S3's status and error code. */
export async function put(
  link: UploadLink,
  body: Uint8Array,
  change: Partial<Pick<UploadLink, 'url' | 'headers'>> = {},
): Promise<PutAnswer> {
  const lowered = Object.entries(change.headers ?? link.headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const headers = { ...Object.fromEntries(lowered), 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const sending = request(change.url ?? link.url, { method: 'PUT', headers, agent: false }, (response) => {
      const answered: Buffer[] = [];
      response.on('data', (chunk: Buffer) => answered.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, code: codeIn(Buffer.concat(answered).toString('utf8')) }));
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

export function codeIn(xml: string): string | undefined {
  return /<Code>([^<]+)<\/Code>/.exec(xml)?.[1];
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
