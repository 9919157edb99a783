import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectFiles } from '../../cli/transfer/collect-files.ts';
import { hashFile } from '../../cli/transfer/hash-file.ts';
import { numbered, placeFile } from '../../cli/transfer/place-file.ts';
import { composite } from '../../client/sending/composite.ts';
import { makeLinkBook, type Unit } from '../../client/sending/links.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Buffer = name): Promise<string> => {
  await writeFile(join(folder, name), content);
  return name;
};
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('hashing', () => {
  const part = 8 * 1024 * 1024;
  test.each([
    ['nothing', 0, undefined],
    ['one byte', 1, undefined],
    ['exactly one chunk', part, undefined],
    ['one byte above a chunk', part + 1, undefined],
    ['exactly two parts', 2 * part, { partSizeBytes: part, count: 2 }],
    ['a last part of one byte', 2 * part + 1, { partSizeBytes: part, count: 3 }],
    ['parts larger than a chunk', 2 * part + 2, { partSizeBytes: part + 1, count: 2 }],
    ['parts on threads of their own', 5 * part + 1, { partSizeBytes: part, count: 6 }],
    ['a whole on a thread of its own', 5 * part + 1, undefined],
  ])('%s: one pass gives the hash of the whole and of every part', async (_name, sizeBytes, plan) => {
    const bytes = Buffer.alloc(sizeBytes, 'some 17 bytes ... ');
    const file = await open(join(folder, await write('f', bytes)));
    let seen = 0;
    const count = (more: number): void => {
      seen += more;
    };
    const hashes = await hashFile({ file, sizeBytes, plan, onBytes: count });
    await file.close();
    expect(hashes.sha256).toBe(sha256(bytes));
    expect(seen).toBe(sizeBytes);
    const wanted = Array.from({ length: plan?.count ?? 0 }, (_, index) =>
      sha256(bytes.subarray(index * (plan?.partSizeBytes ?? 0), (index + 1) * (plan?.partSizeBytes ?? 0))),
    );
    expect(hashes.parts).toEqual(plan && { sha256: wanted, compositeSha256: await composite(wanted) });
  });

  test('a file that is shorter than it was said to be is refused', async () => {
    const file = await open(join(folder, await write('f', '12345')));
    await expect(hashFile({ file, sizeBytes: 6, onBytes: () => {} })).rejects.toMatchObject({ code: 'FileChanged' });
    await file.close();
  });
});

describe('what is sent', () => {
  test('files keep their order, and a folder gives its files by name', async () => {
    await write('z.pdf');
    await mkdir(join(folder, 'd'));
    await write(join('d', 'b.pdf'));
    await write(join('d', 'a.pdf'));
    await write(join('d', '.DS_Store'));
    const { files, leftOut } = await collectFiles(['z.pdf', 'd'], folder);
    expect(files.map((file) => file.name)).toEqual(['z.pdf', 'a.pdf', 'b.pdf']);
    expect(leftOut).toEqual([join(folder, 'd', '.DS_Store')]);
  });

  test('names go out in NFC', async () => {
    await write('e\u0301tat.pdf');
    expect((await collectFiles(['e\u0301tat.pdf'], folder)).files[0]?.name).toBe('\u00e9tat.pdf');
  });

  test('a folder in a folder is refused', async () => {
    await mkdir(join(folder, 'd', 'e'), { recursive: true });
    await expect(collectFiles(['d'], folder)).rejects.toMatchObject({ code: 'NestedFolder' });
  });

  test('an empty folder is refused, and one with hidden files only', async () => {
    await mkdir(join(folder, 'd'));
    await expect(collectFiles(['d'], folder)).rejects.toMatchObject({ code: 'EmptyFolder' });
    await write(join('d', '.hidden'));
    await expect(collectFiles(['d'], folder)).rejects.toMatchObject({ code: 'EmptyFolder' });
  });

  test('two documents of the same name are refused, also where only case or composition differ', async () => {
    await mkdir(join(folder, 'd'));
    for (const name of ['A.pdf', 'e\u0301.pdf', join('d', 'a.pdf'), join('d', '\u00e9.pdf')]) await write(name);
    await expect(collectFiles(['A.pdf', join('d', 'a.pdf')], folder)).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(collectFiles(['e\u0301.pdf', join('d', '\u00e9.pdf')], folder)).rejects.toMatchObject({ code: 'DuplicateName' });
  });

  test.each(['.env', 'a\u202eb.pdf', 'a:b', 'con.pdf'])('the name %j is refused before it is sent', async (name) => {
    await write(name);
    await expect(collectFiles([name], folder)).rejects.toMatchObject({ code: 'DocumentNameRefused' });
  });

  test('what is no plain file is refused', async () => {
    await symlink('/dev/null', join(folder, 'device'));
    await expect(collectFiles(['device'], folder)).rejects.toMatchObject({ code: 'NotAFile' });
    await expect(collectFiles(['missing'], folder)).rejects.toMatchObject({ code: 'FileUnreadable' });
  });
});

describe('giving a file its name', () => {
  test('never over another file', async () => {
    await write('a.pdf', 'first');
    await write('incoming', 'second');
    expect(await placeFile(join(folder, 'incoming'), folder, 'a.pdf')).toBe(join(folder, 'a (2).pdf'));
    expect(await readFile(join(folder, 'a.pdf'), 'utf8')).toBe('first');
    expect(await readdir(folder)).toEqual(['a (2).pdf', 'a.pdf']);
  });

  test.each([
    ['a.pdf', 1, 'a.pdf'],
    ['a.pdf', 2, 'a (2).pdf'],
    ['no-extension', 2, 'no-extension (2)'],
    [`${'x'.repeat(251)}.pdf`, 2, `${'x'.repeat(247)} (2).pdf`],
    [`${'ط'.repeat(125)}.pdf`, 12, `${'ط'.repeat(123)} (12).pdf`],
  ])('%s, number %i', (name, number, wanted) => {
    expect(numbered(name, number)).toBe(wanted);
    expect(Buffer.byteLength(numbered(name, number))).toBeLessThanOrEqual(255);
  });
});

describe('links', () => {
  const units: readonly Unit[] = Array.from({ length: 20 }, (_, index) => ({
    documentNumber: index < 18 ? 1 : 2,
    part: { part: index < 18 ? index + 1 : index - 17, sha256: 'a'.repeat(64) },
  }));

  test('are asked for at most sixteen at a time, ahead of need, for one document at a time', async () => {
    const asked: number[][] = [];
    const book = makeLinkBook(units, [], async (documentNumber, parts) => {
      asked.push(parts.map((one) => one.part));
      return parts.map(({ part }) => ({ documentNumber, part, url: 'https://x.example', headers: {}, expiresAt: '2026-01-01T00:00:00Z' }));
    });
    await book.linkFor(units[0] ?? units[1] ?? { documentNumber: 0 });
    const first = Array.from({ length: 16 }, (_, index) => index + 1);
    expect(asked).toEqual([first]);
    for (const unit of units)
      expect(await book.linkFor(unit)).toMatchObject({ documentNumber: unit.documentNumber, part: unit.part?.part });
    expect(asked).toEqual([first, [17, 18], [1, 2]]);
  });

  test('a refusal reaches the lane that needs the link, and the next one asks again', async () => {
    let tries = 0;
    const book = makeLinkBook([{ documentNumber: 1 }], [], async (documentNumber) => {
      if (++tries === 1) throw new Error('no');
      return [{ documentNumber, url: 'https://x.example', headers: {}, expiresAt: '2026-01-01T00:00:00Z' }];
    });
    await expect(book.linkFor({ documentNumber: 1 })).rejects.toThrow('no');
    expect((await book.linkFor({ documentNumber: 1 })).documentNumber).toBe(1);
  });

  test('a desk that signs links for something else is not followed', async () => {
    const book = makeLinkBook([{ documentNumber: 1 }], [], async () => []);
    await expect(book.linkFor({ documentNumber: 1 })).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
  });
});
