import { randomBytes } from 'node:crypto';
import type { Connection } from '../../client/connection.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import { begin, codeIn, entryOf, put } from '../support/deposits.ts';
import { magistrateOf } from '../support/people.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

let rehearsing: Rehearsing;
let egypt: Connection;
let morocco: Connection;
let offsetMs = 0;
beforeAll(async () => {
  rehearsing = await rehearse({ now: () => new Date(Date.now() + offsetMs) });
  egypt = await magistrateOf(rehearsing.folder, 'EG');
  morocco = await magistrateOf(rehearsing.folder, 'MA');
});
afterEach(() => {
  offsetMs = 0;
});
afterAll(() => rehearsing.end());

const bytes = randomBytes(4096);

/** Turns the clock of the cloud once no function is at work: its own clock, by which it signs what it asks, would be another one. */
async function onlyHereTheClockMoves(byMs: number): Promise<void> {
  await rehearsing.rehearsal().idle();
  offsetMs = byMs;
}

async function uploadLink(): Promise<{ readonly dispatchId: string; readonly link: UploadLink }> {
  const { dispatchId, links } = await begin(egypt, 'MA', [entryOf('request.pdf', bytes)]);
  const [link] = links;
  if (!link) throw new Error('no link was given');
  return { dispatchId, link };
}

/** Sends the right bytes at the end: what was refused before has spoilt nothing. */
async function requireStillUsable(link: UploadLink): Promise<void> {
  expect(await put(link, bytes)).toEqual({ status: 200, code: undefined });
}

function withQuery(url: string, changes: Readonly<Record<string, string>>): string {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(changes)) changed.searchParams.set(name, value);
  return changed.href;
}

describe('an upload link', () => {
  test.each([
    ['another key', (url: string) => url.replace(/\/1\?/, '/2?'), 'SignatureDoesNotMatch'],
    ['another drop box', (url: string) => url.replace('dropbox-ma', 'dropbox-tn'), 'SignatureDoesNotMatch'],
    ['a longer life', (url: string) => withQuery(url, { 'X-Amz-Expires': '90000' }), 'SignatureDoesNotMatch'],
    ['another time', (url: string) => withQuery(url, { 'X-Amz-Date': '20260101T000000Z' }), undefined],
    ['an added parameter', (url: string) => `${url}&tagging=`, 'SignatureDoesNotMatch'],
    ['fewer signed headers', (url: string) => withQuery(url, { 'X-Amz-SignedHeaders': 'host' }), undefined],
    ['no session', (url: string) => withQuery(url, { 'X-Amz-Security-Token': 'none' }), undefined],
  ])('re-aimed at %s is refused, and stays usable as it was given', async (_what, change, code) => {
    const { link } = await uploadLink();
    const refused = await put(link, bytes, { url: change(link.url) });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    if (code) expect(refused.code).toBe(code);
    await requireStillUsable(link);
  });

  test.each([
    ['other bytes of the same length', randomBytes(4096)],
    ['one byte less', bytes.subarray(1)],
    ['one byte more', Buffer.concat([bytes, Buffer.from([0])])],
    ['nothing', Buffer.alloc(0)],
  ])('takes no %s', async (_what, body) => {
    const { link, dispatchId } = await uploadLink();
    const refused = await put(link, body);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    await rehearsing.rehearsal().idle();
    expect((await morocco.home.showDispatch(dispatchId)).state).toBe('accepted');
    await requireStillUsable(link);
  });

  test.each([
    ['another checksum', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') }],
    ['another encryption', { 'x-amz-server-side-encryption': 'AES256' }],
    ['a storage class that was not signed', { 'x-amz-storage-class': 'GLACIER' }],
    [
      'a retention that was not signed',
      { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-retain-until-date': '2026-11-24T00:00:00Z' },
    ],
    ['an access list that was not signed', { 'x-amz-acl': 'public-read' }],
  ])('takes no header for %s', async (_what, headers) => {
    const { link } = await uploadLink();
    expect((await put(link, bytes, { headers: { ...link.headers, ...headers } })).status).toBe(403);
    await requireStillUsable(link);
  });

  test('without If-None-Match is refused', async () => {
    const { link } = await uploadLink();
    const { 'if-none-match': _dropped, ...headers } = Object.fromEntries(
      Object.entries(link.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect((await put(link, bytes, { headers })).status).toBe(403);
    await requireStillUsable(link);
  });

  test('never overwrites: the second use is refused', async () => {
    const { link } = await uploadLink();
    await requireStillUsable(link);
    expect(await put(link, bytes)).toEqual({ status: 412, code: 'PreconditionFailed' });
  });

  test('is refused after it expired', async () => {
    const { link } = await uploadLink();
    await onlyHereTheClockMoves(901_000);
    expect(await put(link, bytes)).toEqual({ status: 403, code: 'AccessDenied' });
    offsetMs = 0;
    await requireStillUsable(link);
  });

  test.each(['GET', 'HEAD', 'DELETE', 'POST'])('does not serve for %s', async (method) => {
    const { link } = await uploadLink();
    expect((await fetch(link.url, { method, headers: { 'if-none-match': '*' } })).status).toBeGreaterThanOrEqual(400);
    await requireStillUsable(link);
  });
});

describe('a download link', () => {
  async function downloadLink(): Promise<string> {
    const { dispatchId, link } = await uploadLink();
    await requireStillUsable(link);
    await rehearsing.rehearsal().idle();
    const document = { dispatchId, documentNumber: 1 };
    const { token } = await morocco.home.issueToken(document);
    return (await morocco.home.signDownload(document, token)).url;
  }

  test.each([
    ['another version', (url: string) => withQuery(url, { versionId: 'null' })],
    ['no version', (url: string) => url.replace(/versionId=[^&]+&/, '')],
    ['another document', (url: string) => url.replace(/\/1\?/, '/2?')],
    ['another name for the file', (url: string) => withQuery(url, { 'response-content-disposition': 'inline' })],
    ['another type', (url: string) => withQuery(url, { 'response-content-type': 'text/html' })],
    ['a longer life', (url: string) => withQuery(url, { 'X-Amz-Expires': '3600' })],
  ])('re-aimed at %s is refused', async (_what, change) => {
    const url = await downloadLink();
    const refused = await fetch(change(url));
    expect(refused.status).toBe(403);
    expect(codeIn(await refused.text())).toBe('SignatureDoesNotMatch');
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('is refused after it expired', async () => {
    const url = await downloadLink();
    await onlyHereTheClockMoves(301_000);
    expect((await fetch(url)).status).toBe(403);
  });

  test.each(['PUT', 'DELETE', 'POST'])('does not serve for %s', async (method) => {
    const url = await downloadLink();
    expect((await fetch(url, { method })).status).toBe(403);
  });
});

test('a token buys one link, for the person and the document that it was given for', async () => {
  const { dispatchId, link } = await uploadLink();
  await requireStillUsable(link);
  await rehearsing.rehearsal().idle();
  const document = { dispatchId, documentNumber: 1 };
  const { token } = await morocco.home.issueToken(document);
  await morocco.home.signDownload(document, token);
  await expect(morocco.home.signDownload(document, token)).rejects.toMatchObject({ body: { code: 'TokenSpent' } });
});
