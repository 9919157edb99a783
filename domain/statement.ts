import { base64url, compactVerify, decodeProtectedHeader, importJWK, type ProtectedHeaderParameters } from 'jose';
import * as z from 'zod/mini';
import { type SigningKey, signingKey } from './directory.ts';
import { refusalFor } from './parse.ts';
import { Refusal } from './refusal.ts';

/** A kind of signed statement: its JWS `typ` (RFC 7515 section 4.1.9), so that one kind never passes for another, and its payload. */
export interface StatementKind<Payload> {
  readonly typ: string;
  readonly schema: z.ZodMiniType<Payload>;
  /** Whether the header carries the key that signs. @default false */
  readonly isSelfContained?: true;
}

/** Signs with an ES256 key that nobody can take along, such as KMS: bytes in, raw r||s (64 bytes) out. */
export interface Signer {
  readonly key: Pick<SigningKey, 'kid' | 'jwk'>;
  readonly sign: (signingInput: Uint8Array) => Promise<Uint8Array>;
}

const header = z.strictObject({ alg: z.literal('ES256'), typ: z.string(), kid: z.string(), jwk: z.optional(signingKey.shape.jwk) });

/** Makes a compact JWS (RFC 7515, ES256). The payload is checked against its schema first. */
export async function signStatement<Payload>(kind: StatementKind<Payload>, payload: Payload, signer: Signer): Promise<string> {
  const checked = kind.schema.parse(payload);
  const selfContained = kind.isSelfContained ? { jwk: signer.key.jwk } : {};
  const protectedHeader = { alg: 'ES256', typ: kind.typ, kid: signer.key.kid, ...selfContained };
  const input = `${base64url.encode(JSON.stringify(protectedHeader))}.${base64url.encode(JSON.stringify(checked))}`;
  const signature = await signer.sign(new TextEncoder().encode(input));
  return `${input}.${base64url.encode(signature)}`;
}

/** A statement that verified, with the key that did it. */
export interface Verified<Payload> {
  readonly payload: Payload;
  readonly key: SigningKey;
}

/**
 * Verifies a compact JWS of the given kind with one of `keys`. Throws SignerUnknown where no key has its `kid`, SignatureInvalid where
 * the signature or header is wrong, InvalidInput where the payload has another form. Validity in time is `requireKeyValidAt`.
 */
export async function verifyStatement<Payload>(
  kind: StatementKind<Payload>,
  jws: string,
  keys: readonly SigningKey[],
): Promise<Verified<Payload>> {
  const { kid } = headerOf(kind, jws);
  const key = keys.find((candidate) => candidate.kid === kid);
  if (!key) throw new Refusal('SignerUnknown');
  const bytes = await verifiedBytes(jws, key);
  return { payload: parsePayload(kind, bytes), key };
}

/** The payload without any verification: to learn which country's keys to verify with. Never to be acted upon. */
export function peekStatement<Payload>(kind: StatementKind<Payload>, jws: string): Payload {
  headerOf(kind, jws);
  return parsePayload(kind, decodePart(jws.split('.')[1] ?? ''));
}

/** The statement's own `typ`, for a reader that is handed an unknown file. Throws InvalidInput where it is no compact JWS. */
export function statementTyp(jws: string): string {
  return rawHeader(jws).typ ?? '';
}

/** Throws SignerUnknown unless the key was valid at that instant. */
export function requireKeyValidAt(key: SigningKey, at: string): void {
  const time = Date.parse(at);
  const begun = Date.parse(key.notBefore) <= time;
  const ended = key.notAfter !== undefined && Date.parse(key.notAfter) <= time;
  if (!begun || ended) throw new Refusal('SignerUnknown', 'the key was not valid at that time');
}

/** Throws InvalidInput where it is no compact JWS, SignatureInvalid where it is one of another kind. Nothing is verified. */
export function headerOf(kind: StatementKind<unknown>, jws: string): z.infer<typeof header> {
  const parsed = header.safeParse(rawHeader(jws));
  if (!parsed.success || parsed.data.typ !== kind.typ) throw new Refusal('SignatureInvalid', `not a ${kind.typ} signed with ES256`);
  return parsed.data;
}

function rawHeader(jws: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(jws);
  } catch {
    throw new Refusal('InvalidInput', 'not a compact JWS');
  }
}

function decodePart(part: string): Uint8Array {
  try {
    return base64url.decode(part);
  } catch {
    throw new Refusal('InvalidInput', 'not base64url');
  }
}

async function verifiedBytes(jws: string, key: SigningKey): Promise<Uint8Array> {
  try {
    return (await compactVerify(jws, await importJWK(key.jwk, 'ES256'), { algorithms: ['ES256'] })).payload;
  } catch (cause) {
    throw Object.assign(new Refusal('SignatureInvalid'), { cause });
  }
}

function parsePayload<Payload>(kind: StatementKind<Payload>, bytes: Uint8Array): Payload {
  const parsed = kind.schema.safeParse(parseJson(bytes));
  if (!parsed.success) throw refusalFor(parsed.error);
  return parsed.data;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal('InvalidInput', 'the payload is not JSON');
  }
}
