import * as z from 'zod/mini';
import { signDownloadBody } from '../../domain/desk-api.ts';
import { isOnItsWay } from '../../domain/life-cycle.ts';
import type { Limits } from '../../domain/limits.ts';
import { type DocumentEntry, objectKey } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Presign } from '../aws/presign.ts';
import { type AssumeRole, type DropBox, readingPolicy } from '../aws/sessions.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { dispatchIdOf, documentNumberOf } from '../http/parameters.ts';
import { type Books, perform } from '../register/books.ts';
import { findDocument, requireDispatch, requireDocument } from '../register/dispatch-record.ts';
import { keys, tokenItem } from '../register/items.ts';
import { putNew, read, replace } from '../register/store.ts';

export interface ReadingDesk extends Books {
  readonly limits: Limits;
  readonly box: DropBox;
  readonly readerRoleArn: string;
  readonly assumeRole: AssumeRole;
  readonly presign: Presign;
}

/** A document that may be read, for the one who asks. */
interface Readable {
  readonly dispatchId: string;
  readonly entry: DocumentEntry;
  readonly versionId: string;
  readonly person: string;
}

/** Gives a token that buys one link to one document, for the person who asked. Only its hash is kept. */
export async function issueToken(desk: ReadingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    request.body(z.strictObject({}));
    const { dispatchId, entry } = await requireReadable(desk, request, person);
    const token = Buffer.from(desk.world.randomBytes(32)).toString('base64url');
    const expiresAt = Math.floor(desk.world.now().getTime() / 1000) + desk.limits.downloadTokenSeconds;
    const item = {
      ...keys.token(sha256Hex(token)),
      revision: 1,
      dispatchId,
      documentNumber: entry.number,
      person,
      spent: false,
      expiresAt,
    };
    await perform(desk, async () => ({ changes: [putNew(item)], answer: undefined }));
    return { status: 201, body: { token, expiresAt: new Date(expiresAt * 1000).toISOString() } };
  });
}

/**
 * Burns a token and signs a link to exactly one version of one document, in a reader session that carries the person's name into
 * CloudTrail. The token is burnt and the ledger's line written before there is a link: what fails later costs a token, never a trace.
 */
export async function signDownload(desk: ReadingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    const { token } = request.body(signDownloadBody);
    const readable = await requireReadable(desk, request, person);
    await burn(desk, token, readable);
    return { status: 200, body: await linkTo(desk, readable) };
  });
}

async function requireReadable(desk: ReadingDesk, request: DeskRequest, person: string): Promise<Readable> {
  const record = await requireDispatch(desk.store, dispatchIdOf(request), 'in');
  const { dispatchId, state } = record.dispatch;
  if (state === 'rejected') throw new Refusal('NotFound');
  const entry = requireDocument(record, documentNumberOf(request));
  const arrived = (await findDocument(desk.store, dispatchId, entry.number))?.arrived;
  if (isOnItsWay(state) || !arrived) throw new Refusal('NotYetAvailable');
  return { dispatchId, entry, versionId: arrived.versionId, person };
}

async function burn(desk: ReadingDesk, token: string, { dispatchId, entry, person }: Readable): Promise<void> {
  const key = keys.token(sha256Hex(token));
  await perform(desk, async () => {
    const item = await read(desk.store, key, tokenItem);
    const isFor = item?.dispatchId === dispatchId && item.documentNumber === entry.number && item.person === person;
    const isOver = item === undefined || item.spent || item.expiresAt * 1000 <= desk.world.now().getTime();
    if (!isFor || isOver) throw new Refusal('TokenSpent');
    const line = { kind: 'DownloadLinkSigned', dispatchId, person, remark: `document ${entry.number}` };
    return { changes: [replace(item, { spent: true })], line, answer: undefined };
  });
}

async function linkTo(
  { box, limits, readerRoleArn, assumeRole, presign }: ReadingDesk,
  { dispatchId, entry, versionId, person }: Readable,
) {
  const key = objectKey(dispatchId, entry.number);
  const credentials = await assumeRole({ roleArn: readerRoleArn, person, policy: readingPolicy(box, key, versionId) });
  const query = {
    versionId,
    // no file name: CloudTrail records the query of every read
    'response-content-disposition': 'attachment',
    'response-content-type': 'application/octet-stream',
  };
  const request = { method: 'GET' as const, bucket: box.bucket, key, query, lifetimeSeconds: limits.downloadLinkSeconds };
  const { url, expiresAt } = await presign(request, credentials);
  return { url, expiresAt, name: entry.name, sizeBytes: entry.sizeBytes, sha256: entry.sha256 };
}
