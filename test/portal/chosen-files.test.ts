import { isDocumentName } from '../../domain/document-name.ts';
import { proposedName } from '../../portal/pages/compose/proposed-name.ts';
import { pickedFrom } from '../../portal/parts/dropped-files.ts';
import { matchFiles } from '../../portal/transfer/match-files.ts';

interface Placed {
  readonly size?: number;
  readonly lastModified?: number;
}

/** A file as a browser gives it, out of a folder where `path` names one. */
function fileAt(path: string, { size = 3, lastModified = 1 }: Placed = {}): File {
  const file = new File([new Uint8Array(size)], path.split('/').at(-1) ?? '', { lastModified });
  return Object.assign(file, { webkitRelativePath: path.includes('/') ? path : '' });
}

const proposed = (path: string, ...taken: readonly string[]): string =>
  proposedName(
    { id: 0, file: fileAt(path) },
    taken.map((name, index) => ({ id: index + 1, name })),
  );
describe('another name for a document that cannot go under its own', () => {
  test.each([
    ['its folder before it', 'annexes/2/scan.pdf', ['scan.pdf'], 'annexes - 2 - scan.pdf'],
    ['a number where there is no folder', 'scan.pdf', ['scan.pdf'], 'scan (2).pdf'],
    ['the next number', 'scan.pdf', ['scan.pdf', 'SCAN (2).PDF'], 'scan (3).pdf'],
    ['without a hidden mark of direction', 'cod\u202egpj.exe', [], 'codgpj.exe'],
    ['without what a path is made of', 'a:b?.pdf', [], 'a_b_.pdf'],
    ['without the dot that hides it', '.hidden', [], 'hidden'],
    ['in Arabic', 'ملحق/تقرير.pdf', ['تقرير.pdf'], 'ملحق - تقرير.pdf'],
  ])('%s', (_what, path, taken, name) => expect(proposed(path, ...taken)).toBe(name));

  test('is short enough in bytes, keeps its end and cuts no letter', () => {
    const name = proposed(`${'تقرير'.repeat(60)}.pdf`);
    expect(isDocumentName(name)).toBe(true);
    expect(name).toMatch(/^[\u0600-\u06ff]+\.pdf$/);
    expect(Buffer.byteLength(name)).toBeGreaterThan(250);
  });

  test('is left to the person where nothing sensible is left', () => expect(proposed('\u200b')).toBe(''));
});

test('what a system keeps for itself is left out of folders, and counted; a file chosen by itself is always meant', () => {
  const files = [fileAt('case/.DS_Store'), fileAt('case/Thumbs.db'), fileAt('case/request.pdf'), fileAt('desktop.ini')];
  const { files: kept, leftOut } = pickedFrom(files);
  expect(kept.map(({ name }) => name)).toEqual(['request.pdf', 'desktop.ini']);
  expect(leftOut).toBe(2);
});

describe('files chosen again for an interrupted send', () => {
  const files = [
    { name: 'scan.pdf', sizeBytes: 3, lastModified: 1 },
    { name: 'scan.pdf', sizeBytes: 3, lastModified: 2 },
  ];
  test('of the same name and size are told apart by their time, in any order', () => {
    const [first, second] = [fileAt('1/scan.pdf', { lastModified: 1 }), fileAt('2/scan.pdf', { lastModified: 2 })];
    expect(matchFiles([second, first], { files })).toEqual([first, second]);
  });
  test.each([
    ['one is missing', [fileAt('scan.pdf')]],
    ['one has another size', [fileAt('scan.pdf'), fileAt('scan.pdf', { size: 4 })]],
  ])('are not taken where %s', (_what, chosen) => expect(matchFiles(chosen, { files })).toBeUndefined());
});
