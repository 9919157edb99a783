import { signUploadBody } from '../../domain/desk-api.ts';
import { Refusal } from '../../domain/refusal.ts';
import { partLink, type WantedPart, wholeLink } from '../desk/deposit-links.ts';
import { type ExpectedDocument, forgetUpload, type UploadDesk, uploadOf, withExpectedDocument } from '../desk/upload.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';

/** Signs the link of a document that goes in one PUT, or those of a few of its parts. */
export async function signUpload(desk: UploadDesk, request: DeskRequest): Promise<Answer> {
  return withExpectedDocument(desk, request, async (expected) => {
    const { parts } = request.body(signUploadBody);
    requireFitting(expected, parts);
    const { entry, record } = expected;
    const credentials = await expected.session();
    const deposited = { dispatchId: record.dispatch.dispatchId, entry, credentials };
    if (!entry.parts) return { status: 200, body: { links: [await wholeLink(desk.deposits, deposited)] } };
    const { uploadId } = await uploadOf(desk, expected, credentials);
    const links = await Promise.all(parts.map((part) => partLink(desk.deposits, deposited, { ...part, uploadId })));
    return { status: 200, body: { links } };
  });
}

/** Tells which parts of a document have arrived, for resuming. */
export async function listParts(desk: UploadDesk, request: DeskRequest): Promise<Answer> {
  return withExpectedDocument(desk, request, async (expected) => ({ status: 200, body: { parts: await partsThere(desk, expected) } }));
}

async function partsThere(desk: UploadDesk, expected: ExpectedDocument) {
  const { item, session } = expected;
  if (!item?.uploadId) return [];
  const credentials = await session();
  const upload = await uploadOf(desk, expected, credentials);
  const parts = await desk.multipart.list(upload, credentials);
  if (!parts) await forgetUpload(desk, expected, upload.uploadId);
  return (parts ?? []).map(({ part, sizeBytes, sha256 }) => ({ part, sizeBytes, sha256 }));
}

function requireFitting({ entry }: ExpectedDocument, parts: readonly WantedPart[]): void {
  if (!entry.parts && parts.length > 0) throw new Refusal('PartRefused', `document ${entry.number} goes in one PUT`);
  if (!entry.parts) return;
  const { count } = entry.parts;
  if (parts.length === 0) throw new Refusal('PartRefused', `document ${entry.number} goes in ${count} parts: name some`);
  const numbers = new Set(parts.map(({ part }) => part));
  if (numbers.size < parts.length) throw new Refusal('PartRefused', 'a part is named twice');
  const beyond = parts.find(({ part }) => part > count);
  if (beyond) throw new Refusal('PartRefused', `part ${beyond.part} of ${count}`);
}
