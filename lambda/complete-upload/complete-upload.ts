import * as z from 'zod/mini';
import type { DocumentEntry } from '../../domain/manifest.ts';
import { partBytes } from '../../domain/parts.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ArrivedPart, Upload } from '../aws/multipart.ts';
import type { Credentials } from '../aws/presign.ts';
import { documentChange, type ExpectedDocument, forgetUpload, type UploadDesk, uploadOf, withExpectedDocument } from '../desk/upload.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { perform } from '../register/books.ts';
import { findDocument } from '../register/dispatch-record.ts';

/** After this long an upload that S3 no longer knows, and whose object never came, was not completed but cleared away. */
const completionMs = 15 * 60 * 1000;

/**
 * Makes one object of the parts, once S3 holds exactly those that the manifest describes: every number, every length, and the hash over
 * the part hashes. Doing it twice is fine. Throws PartsMissing or ContentDiffers, and leaves what arrived, so that parts can be sent again.
 */
export async function completeUpload(desk: UploadDesk, request: DeskRequest): Promise<Answer> {
  return withExpectedDocument(desk, request, async (expected) => {
    request.body(z.strictObject({}));
    const { entry, item } = expected;
    if (!item?.uploadId) requireWhole(entry, []);
    else if (!item.completed) await complete(desk, expected, item.uploadId);
    return { status: 200, body: { documentNumber: entry.number } };
  });
}

async function complete(desk: UploadDesk, expected: ExpectedDocument, uploadId: string): Promise<void> {
  const credentials = await expected.session();
  const upload = await uploadOf(desk, expected, credentials);
  const parts = await desk.multipart.list(upload, credentials);
  if (!parts) return vanished(desk, expected, uploadId);
  requireWhole(expected.entry, parts);
  await note(desk, expected, { completingSince: desk.world.now().toISOString() });
  await finish(desk, expected, { upload, parts, credentials });
}

interface Finishing {
  readonly upload: Upload;
  readonly parts: readonly ArrivedPart[];
  readonly credentials: Credentials;
}

async function finish(desk: UploadDesk, expected: ExpectedDocument, { upload, parts, credentials }: Finishing): Promise<void> {
  const completion = await desk.multipart.complete({ ...upload, parts, sizeBytes: expected.entry.sizeBytes }, credentials);
  if (completion === 'done') return note(desk, expected, { completed: true });
  if (completion === 'exists') throw new Refusal('AlreadyArrived', `document ${expected.entry.number}`);
  if (completion === 'gone') throw new Refusal('Busy');
  await forgetUpload(desk, expected, upload.uploadId);
  throw new Refusal('PartsMissing', 'the upload has to be begun again');
}

/** S3 knows no such upload: either it was completed a moment ago and the event is under way, or it was cleared away long ago. */
async function vanished(desk: UploadDesk, expected: ExpectedDocument, uploadId: string): Promise<void> {
  const since = expected.item?.completingSince;
  if (since && desk.world.now().getTime() - Date.parse(since) < completionMs) throw new Refusal('Busy');
  await forgetUpload(desk, expected, uploadId);
  throw new Refusal('PartsMissing', `0 of ${expected.entry.parts?.count ?? 0} parts`);
}

/** Throws PartsMissing or ContentDiffers where the parts are not the document that the sender's desk signed. */
export function requireWhole(entry: DocumentEntry, parts: readonly ArrivedPart[]): void {
  const plan = entry.parts;
  if (!plan) throw new Refusal('PartRefused', `document ${entry.number} goes in one PUT`);
  const present = new Set(parts.map(({ part }) => part));
  const there = Array.from({ length: plan.count }, (_, index) => present.has(index + 1)).filter(Boolean).length;
  if (there < plan.count) throw new Refusal('PartsMissing', `${there} of ${plan.count} parts`);
  const odd = parts.find(({ part, sizeBytes }) => part > plan.count || sizeBytes !== partBytes(entry.sizeBytes, plan, part));
  if (odd) throw new Refusal('ContentDiffers', `part ${odd.part}: ${odd.sizeBytes} bytes`);
  const inOrder = parts.toSorted((one, other) => one.part - other.part);
  const composite = sha256Hex(Buffer.from(inOrder.map(({ sha256 }) => sha256).join(''), 'hex'));
  if (composite !== plan.compositeSha256) throw new Refusal('ContentDiffers', 'the hash over the part hashes');
}

async function note(
  desk: UploadDesk,
  { record, entry }: ExpectedDocument,
  changed: { readonly completingSince?: string; readonly completed?: boolean },
): Promise<void> {
  const id = record.dispatch.dispatchId;
  await perform(desk, async () => {
    const item = await findDocument(desk.store, id, entry.number);
    return { changes: [documentChange({ id, number: entry.number }, item, changed)], answer: undefined };
  });
}
