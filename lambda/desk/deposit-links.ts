import type { UploadLink } from '../../domain/desk-api.ts';
import type { Limits } from '../../domain/limits.ts';
import { type DocumentEntry, objectKey } from '../../domain/manifest.ts';
import { partBytes } from '../../domain/parts.ts';
import { Refusal } from '../../domain/refusal.ts';
import { encryptionHeaders } from '../aws/multipart.ts';
import type { Credentials, Presign } from '../aws/presign.ts';
import { type AssumeRole, type DropBox, depositPolicy } from '../aws/sessions.ts';
import { hexToBase64 } from '../hash.ts';

/** What it takes to let a foreign magistrate put documents into the own drop box. */
export interface DepositPort {
  readonly box: DropBox;
  readonly limits: Pick<Limits, 'uploadLinkSeconds'>;
  readonly depositorRoleArn: string;
  readonly assumeRole: AssumeRole;
  readonly presign: Presign;
}

/** A session of the depositor role for one dispatch, named for the foreign magistrate. */
export function depositSession(
  { box, depositorRoleArn, assumeRole }: DepositPort,
  dispatchId: string,
  person: string,
): Promise<Credentials> {
  return assumeRole({ roleArn: depositorRoleArn, person, policy: depositPolicy(box, dispatchId) });
}

/** A document of one dispatch, about to be sent with the credentials of a deposit session. */
export interface Deposited {
  readonly dispatchId: string;
  readonly entry: DocumentEntry;
  readonly credentials: Credentials;
}

/** A link to PUT a whole document: S3 takes exactly these bytes, encrypted with the country's key, and only where nothing lies yet. */
export async function wholeLink(port: DepositPort, { dispatchId, entry, credentials }: Deposited): Promise<UploadLink> {
  const headers = { ...contentHeaders(entry.sizeBytes, entry.sha256), ...encryptionHeaders(port.box.keyArn), 'if-none-match': '*' };
  const key = objectKey(dispatchId, entry.number);
  const request = { method: 'PUT' as const, bucket: port.box.bucket, key, headers, lifetimeSeconds: port.limits.uploadLinkSeconds };
  return { documentNumber: entry.number, ...(await port.presign(request, credentials)) };
}

/** A part as the sender announces it. */
export interface WantedPart {
  readonly part: number;
  readonly sha256: string;
}

/** A link to PUT one part: exactly its length, exactly its bytes. Throws PartRefused where the manifest plans no such part. */
export async function partLink(
  port: DepositPort,
  { dispatchId, entry, credentials }: Deposited,
  { part, sha256, uploadId }: WantedPart & { readonly uploadId: string },
): Promise<UploadLink> {
  if (!entry.parts || part > entry.parts.count) throw new Refusal('PartRefused', `part ${part} of ${entry.parts?.count ?? 0}`);
  const headers = contentHeaders(partBytes(entry.sizeBytes, entry.parts, part), sha256);
  const query = { partNumber: String(part), uploadId };
  const key = objectKey(dispatchId, entry.number);
  const request = { method: 'PUT' as const, bucket: port.box.bucket, key, query, headers, lifetimeSeconds: port.limits.uploadLinkSeconds };
  return { documentNumber: entry.number, part, ...(await port.presign(request, credentials)) };
}

function contentHeaders(sizeBytes: number, sha256: string) {
  return { 'content-length': String(sizeBytes), 'x-amz-checksum-sha256': hexToBase64(sha256) };
}
