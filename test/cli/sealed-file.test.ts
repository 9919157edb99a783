import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleDocuments, readHead, requireWhole } from '../../cli/bundle/read-bundle.ts';
import { writeBundle } from '../../cli/bundle/write-bundle.ts';
import { prepareFiles } from '../../cli/transfer/prepare.ts';
import { newContentKey } from '../../client/sealed-envelope.ts';
import { chunkBytes, tagBytes } from '../../domain/bundle.ts';
import { limitsOf } from '../support/desk/statements.ts';

const silent = { progress: () => ({ advance: () => {}, end: () => {} }) };
const nothing = (): void => {};
const envelope = `${'e'.repeat(40)}..${'i'.repeat(16)}.${'c'.repeat(60)}.${'t'.repeat(22)}`;
const contentKey = newContentKey();
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Files of these sizes, and the bundle of them. */
async function made(...sizes: readonly number[]) {
  const contents = sizes.map((size) => randomBytes(size));
  const limits = limitsOf({ singlePutMaxBytes: 5 * 1024 * 1024 });
  const given = contents.map((_, index) => ({ path: join(folder, `${index}.bin`), name: `${index}.bin`, sizeBytes: sizes[index] ?? 0 }));
  for (const [index, { path }] of given.entries()) await writeFile(path, contents[index] ?? '');
  const files = await prepareFiles(given, limits, silent);
  const path = join(folder, 'bundle');
  await writeBundle({ path, envelope, contentKey, files, onBytes: nothing });
  return { contents, files, path, entries: files.map(({ entry }) => entry) };
}

async function opened<T>(path: string, act: (head: Awaited<ReturnType<typeof readHead>>) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await act(await readHead(file));
  } finally {
    await file.close();
  }
}

test('gives back every document whole, by stretches and by parts, whatever its size', async () => {
  const sizes = [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 17 * chunkBytes + 3];
  const { contents, files, path, entries } = await made(...sizes);
  await opened(path, async (head) => {
    await requireWhole(head, nothing);
    const documents = bundleDocuments(head, contentKey, entries);
    expect(await documents.hashed(nothing)).toEqual(files.map(({ entry, partSha256 }) => ({ entry, partSha256 })));
    const last = contents.at(-1) ?? Buffer.alloc(0);
    for (const [start, length] of [
      [0, 10],
      [chunkBytes - 5, 10],
      [8 * chunkBytes, 8 * chunkBytes],
      [17 * chunkBytes, 3],
    ] as const) {
      const into = Buffer.alloc(length);
      await documents.source(6, start, length).fill(into);
      expect(into.equals(last.subarray(start, start + length))).toBe(true);
    }
    const streamed: Buffer[] = [];
    for await (const piece of documents.source(6, 0, last.length).stream()) streamed.push(piece);
    expect(Buffer.concat(streamed).equals(last)).toBe(true);
  });
});

test('holds nothing of a document in the clear', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'the witness is called '.repeat(50));
  const files = await prepareFiles([{ path, name: 'a.txt', sizeBytes: 1100 }], limitsOf(), silent);
  await writeBundle({ path: join(folder, 'b'), envelope, contentKey, files, onBytes: nothing });
  expect((await readFile(join(folder, 'b'))).includes('witness')).toBe(false);
});

test('is refused where any byte differs, with and without a checksum made anew', async () => {
  const { path, entries } = await made(90, 0);
  const whole = await readFile(path);
  const outcome = async (bytes: Buffer): Promise<string> => {
    await writeFile(path, bytes);
    return opened(path, async (head) => {
      await requireWhole(head, nothing);
      await bundleDocuments(head, contentKey, entries).hashed(nothing);
      return 'taken';
    }).catch((error) => error.code ?? String(error));
  };
  expect(await outcome(whole)).toBe('taken');
  for (let place = 0; place < whole.length; place += 1) {
    const changed = Buffer.from(whole);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect([place, await outcome(changed)]).toEqual([place, 'BundleDamaged']);
    if (place < whole.length - 32) expect([place, await outcome(summed(changed))]).toEqual([place, 'BundleDamaged']);
  }
  for (const length of [0, 5, 40, whole.length - 33, whole.length - 1])
    expect(await outcome(Buffer.from(whole.subarray(0, length)))).toBe('BundleDamaged');
  expect(await outcome(Buffer.concat([whole, Buffer.from('x')]))).toBe('BundleDamaged');
  expect(await outcome(summed(Buffer.concat([whole.subarray(0, -32), Buffer.alloc(48)])))).toBe('BundleDamaged');
});

test('is refused where chunks change places, are left out, or come from another bundle of the same key', async () => {
  const { path, entries } = await made(3 * chunkBytes);
  const whole = await readFile(path);
  const begin = whole.length - 32 - 3 * (chunkBytes + tagBytes);
  const chunk = (index: number): Buffer =>
    whole.subarray(begin + index * (chunkBytes + tagBytes), begin + (index + 1) * (chunkBytes + tagBytes));
  const head = whole.subarray(0, begin);
  const other = Buffer.from(head);
  other[head.length - 1] = 'u'.charCodeAt(0);
  for (const pieces of [
    [head, chunk(1), chunk(0), chunk(2)],
    [head, chunk(0), chunk(1), chunk(1)],
    [other, chunk(0), chunk(1), chunk(2)],
  ]) {
    await writeFile(path, summed(Buffer.concat([...pieces, Buffer.alloc(32)])));
    const taken = opened(path, async (sealed) => {
      await requireWhole(sealed, nothing);
      return bundleDocuments(sealed, contentKey, entries).hashed(nothing);
    });
    await expect(taken).rejects.toMatchObject({ code: 'BundleDamaged' });
  }
});

test('is not finished over a document that changed after it was hashed, nor over another file', async () => {
  const { files, path } = await made(50);
  await expect(writeBundle({ path, envelope, contentKey, files, onBytes: nothing })).rejects.toMatchObject({ code: 'FileExists' });
  await writeFile(files[0]?.path ?? '', Buffer.alloc(50));
  const second = join(folder, 'second');
  await expect(writeBundle({ path: second, envelope, contentKey, files, onBytes: nothing })).rejects.toMatchObject({ code: 'FileChanged' });
  await expect(readFile(second)).rejects.toMatchObject({ code: 'ENOENT' });
});

/** With a checksum that fits. */
function summed(bundle: Buffer): Buffer {
  const body = bundle.subarray(0, -32);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}
