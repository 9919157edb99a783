import { createHash, randomBytes } from 'node:crypto';
import type { DocumentEntry } from '../../domain/manifest.ts';
import { partBytes } from '../../domain/parts.ts';
import { wholeDocument } from '../support/desk/statements.ts';
import { accepted, objectCreatedEvent, twoDesks } from '../support/desk/two-desks.ts';

const mebibyte = 1024 * 1024;
const partHashes = Array.from({ length: 3 }, () => randomBytes(32));
const compositeSha256 = createHash('sha256').update(Buffer.concat(partHashes)).digest('hex');
const plan = { partSizeBytes: 8 * mebibyte, count: 3, compositeSha256 };
const large: DocumentEntry = { ...wholeDocument(2, { sizeBytes: 20 * mebibyte }), parts: plan };
const partOf = (part: number) => ({ part, sha256: (partHashes[part - 1] ?? Buffer.alloc(32)).toString('hex') });

async function deposit() {
  const desks = await twoDesks();
  const { dispatchId, assert } = await accepted(desks, [wholeDocument(1), large]);
  const ask = async (route: 'signUpload' | 'listParts' | 'completeUpload', documentNumber: number | string, body?: unknown) =>
    desks.ma.ask(route, { path: { dispatchId, documentNumber: String(documentNumber) }, body, assertion: await assert() });
  const put = (part: number, changed: { readonly sizeBytes?: number; readonly sha256?: string } = {}) => {
    const [uploadId = ''] = desks.ma.uploads.uploads.keys();
    desks.ma.uploads.put(uploadId, part, {
      sizeBytes: partBytes(large.sizeBytes, plan, Math.min(part, 3)),
      sha256: partOf(part).sha256,
      ...changed,
    });
  };
  return { ...desks, dispatchId, ask, put };
}

describe('links for parts are refused', () => {
  test.each([
    ['for a document that goes in one PUT', 1, { parts: [partOf(1)] }, [422, 'PartRefused']],
    ['where none is named', 2, { parts: [] }, [422, 'PartRefused']],
    ['for part 0', 2, { parts: [{ ...partOf(1), part: 0 }] }, [400, 'InvalidInput']],
    ['for the part after the last', 2, { parts: [{ ...partOf(1), part: 4 }] }, [422, 'PartRefused']],
    ['for one part twice', 2, { parts: [partOf(1), partOf(1)] }, [422, 'PartRefused']],
    ['for a hash that is none', 2, { parts: [{ part: 1, sha256: 'x' }] }, [400, 'InvalidInput']],
    [
      'for seventeen parts at once',
      2,
      { parts: Array.from({ length: 17 }, (_, index) => ({ ...partOf(1), part: index + 1 })) },
      [400, 'InvalidInput'],
    ],
    ['for a document that the manifest does not have', 3, { parts: [] }, [404, 'NotFound']],
    ['for document 0', 0, { parts: [] }, [404, 'NotFound']],
    ['for a number that is none', '1e0', { parts: [] }, [404, 'NotFound']],
  ])('%s', async (_what, number, body, expected) => {
    const { ask } = await deposit();
    const answer = await ask('signUpload', number, body);
    expect([answer.status, answer.body.code]).toEqual(expected);
  });

  test.each(['signUpload', 'listParts', 'completeUpload'] as const)('once the document has arrived: %s', async (route) => {
    const { ask, ma, dispatchId } = await deposit();
    await ma.arrive(objectCreatedEvent(ma, `${dispatchId}/2`, large.sizeBytes));
    const answer = await ask(route, 2, route === 'signUpload' ? { parts: [partOf(1)] } : {});
    expect([answer.status, answer.body.code]).toEqual([409, 'AlreadyArrived']);
  });
});

test('a link to a whole document signs its length, its hash, the country’s key and that nothing may lie there yet', async () => {
  const { ask, ma, dispatchId } = await deposit();
  const { body } = await ask('signUpload', 1, {});
  const [link] = body.links;
  const url = new URL(link.url);
  expect(url.origin + url.pathname).toBe(`https://${ma.bucket}.s3.eu-central-1.amazonaws.com/${dispatchId}/1`);
  expect(link.headers).toEqual({
    'content-length': '1001',
    'if-none-match': '*',
    'x-amz-checksum-sha256': Buffer.from('1'.repeat(64), 'hex').toString('base64'),
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'arn:aws:kms:eu-central-1:123456789012:key/documents',
  });
  expect(url.searchParams.get('X-Amz-SignedHeaders')?.split(';')).toEqual([...Object.keys(link.headers), 'host'].sort());
  expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
  expect([...url.searchParams.keys()].some((name) => /checksum|server-side|crc/i.test(name))).toBe(false);
});

test('a link to a part signs its very length and hash, the last one shorter', async () => {
  const { ask } = await deposit();
  const { body } = await ask('signUpload', 2, { parts: [partOf(1), partOf(3)] });
  expect(body.links.map((link: { headers: Record<string, string> }) => link.headers['content-length'])).toEqual(['8388608', '4194304']);
  const url = new URL(body.links[1].url);
  expect(url.searchParams.get('partNumber')).toBe('3');
  expect(url.searchParams.get('uploadId')).toBe('upload-1');
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host;x-amz-checksum-sha256');
});

test('of two who begin an upload at once, both get links to the same one, and the other is aborted', async () => {
  const { ask, ma } = await deposit();
  let open: () => void = () => undefined;
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  ma.uploads.beforeAnswer = () => {
    if (ma.uploads.requests.length === 2) open();
    return both;
  };
  const answers = await Promise.all([ask('signUpload', 2, { parts: [partOf(1)] }), ask('signUpload', 2, { parts: [partOf(2)] })]);
  const uploads = answers.map(({ body }) => new URL(body.links[0].url).searchParams.get('uploadId'));
  expect(new Set(uploads).size).toBe(1);
  expect([...ma.uploads.uploads.keys()]).toEqual([uploads[0]]);
  expect(ma.uploads.requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'DELETE']);
});

describe('an upload in parts is not completed', () => {
  test('before it has begun', async () => {
    const { ask } = await deposit();
    const answer = await ask('completeUpload', 2, {});
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([409, 'PartsMissing', '0 of 3 parts']);
  });

  test('when the document goes in one PUT', async () => {
    const { ask } = await deposit();
    expect((await ask('completeUpload', 1, {})).body.code).toBe('PartRefused');
  });

  test.each([
    ['a part is missing', [1, 2], {}, 'PartsMissing'],
    ['a part has other bytes', [1, 2, 3], { sha256: '0'.repeat(64) }, 'ContentDiffers'],
    ['a part is one byte shorter', [1, 2, 3], { sizeBytes: 8 * mebibyte - 1 }, 'ContentDiffers'],
    ['there is one part more', [1, 2, 3, 4], {}, 'ContentDiffers'],
  ])('while %s, and nothing is lost', async (_what, parts, wrong, code) => {
    const { ask, put, ma } = await deposit();
    await ask('signUpload', 2, { parts: [partOf(1)] });
    for (const part of parts) put(part, part === 1 ? wrong : {});
    expect((await ask('completeUpload', 2, {})).body.code).toBe(code);
    expect(ma.uploads.objects.size).toBe(0);
    expect(ma.uploads.uploads.size).toBe(1);
  });
});

test('an upload is completed when S3 holds exactly the parts of the manifest, with a condition and every hash; twice is fine', async () => {
  const { ask, put, ma, dispatchId } = await deposit();
  await ask('signUpload', 2, { parts: [1, 2, 3].map(partOf) });
  for (const part of [3, 1, 2]) put(part);
  expect((await ask('listParts', 2)).body.parts).toHaveLength(3);
  expect((await ask('completeUpload', 2, {})).body).toEqual({ documentNumber: 2 });
  expect((await ask('completeUpload', 2, {})).body).toEqual({ documentNumber: 2 });
  expect([...ma.uploads.objects]).toEqual([`${dispatchId}/2`]);
  const completions = ma.uploads.requests.filter(({ body }) => body);
  expect(completions).toHaveLength(1);
  expect(completions[0]?.headers).toMatchObject({ 'if-none-match': '*', 'x-amz-mp-object-size': String(20 * mebibyte) });
  for (const hash of partHashes) expect(completions[0]?.body).toContain(`<ChecksumSHA256>${hash.toString('base64')}</ChecksumSHA256>`);
});

test('a completion whose answer was lost is Busy until the event comes, and forgotten when it never does', async () => {
  const { ask, put, eg, ma } = await deposit();
  await ask('signUpload', 2, { parts: [1, 2, 3].map(partOf) });
  for (const part of [1, 2, 3]) put(part);
  const [uploadId = ''] = ma.uploads.uploads.keys();
  ma.store.beforeCommit = (changes) => {
    if (JSON.stringify(changes).includes('"completed":true')) throw new Error('the function died');
  };
  expect((await ask('completeUpload', 2, {})).status).toBe(500);
  ma.store.beforeCommit = () => undefined;
  expect(ma.uploads.uploads.has(uploadId)).toBe(false);
  expect((await ask('completeUpload', 2, {})).body.code).toBe('Busy');
  for (const desk of [eg, ma]) desk.clock.now = new Date(desk.clock.now.getTime() + 16 * 60 * 1000);
  expect((await ask('completeUpload', 2, {})).body.code).toBe('PartsMissing');
  const { body } = await ask('signUpload', 2, { parts: [partOf(1)] });
  expect(new URL(body.links[0].url).searchParams.get('uploadId')).toBe('upload-2');
});

test('an upload that S3 cleared away is begun anew', async () => {
  const { ask, ma } = await deposit();
  await ask('signUpload', 2, { parts: [partOf(1)] });
  ma.uploads.uploads.clear();
  expect((await ask('listParts', 2)).body).toEqual({ parts: [] });
  const { body } = await ask('signUpload', 2, { parts: [partOf(1)] });
  expect(new URL(body.links[0].url).searchParams.get('uploadId')).toBe('upload-2');
});

test('parts are listed beyond the first thousand', async () => {
  const desks = await twoDesks({ maxDocumentBytes: 20_000_000_000, maxDispatchBytes: 20_000_000_000 });
  const sizeBytes = 2_001 * 8 * mebibyte;
  const huge: DocumentEntry = { ...wholeDocument(1, { sizeBytes }), parts: { ...plan, count: 2_001 } };
  const { dispatchId, assert } = await accepted(desks, [huge]);
  const path = { dispatchId, documentNumber: '1' };
  await desks.ma.ask('signUpload', { path, body: { parts: [partOf(1)] }, assertion: await assert() });
  for (let part = 1; part <= 2_001; part += 1) desks.ma.uploads.put('upload-1', part, { sizeBytes: 8 * mebibyte, sha256: 'a'.repeat(64) });
  const { body } = await desks.ma.ask('listParts', { path, assertion: await assert() });
  expect(body.parts.map(({ part }: { part: number }) => part)).toEqual(Array.from({ length: 2_001 }, (_, index) => index + 1));
});
