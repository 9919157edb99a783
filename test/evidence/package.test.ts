import fc from 'fast-check';
import { peekStatement, signStatement } from '../../domain/statement.ts';
import { manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { type ArchiveFile, archiveOf, openArchive } from '../../evidence/archive.ts';
import { answerAbout } from '../../evidence/audit-extract.ts';
import { caseIndex, jsonText } from '../../evidence/case-index.ts';
import type { PackageSource } from '../../evidence/contents.ts';
import { examineArchive, examineFiles } from '../../evidence/examine.ts';
import { sha256Of } from '../../evidence/hash.ts';
import { packageOf } from '../../evidence/package.ts';
import { receiptBasis } from '../../lambda/register/receipts.ts';
import { type EvidenceCase, evidenceCase } from '../support/evidence-case.ts';

const page = '<!doctype html><title>verify</title>';
let made: EvidenceCase;
let whole: Uint8Array;

beforeAll(async () => {
  made = await evidenceCase();
  whole = await packageOf(withDocument(made.source), page);
});

/** With the bytes of the first dispatch's only document. */
function withDocument(source: PackageSource, bytes: Uint8Array = made.documentBytes): PackageSource {
  const [first, ...rest] = source.dispatches;
  return first ? { ...source, dispatches: [{ ...first, documents: new Map([[1, bytes]]) }, ...rest] } : source;
}

async function codesOf(archive: Uint8Array): Promise<readonly string[]> {
  const { verdict, findings } = await examineArchive(archive);
  return [verdict, ...new Set(findings.map(({ code }) => code))];
}

test('a package of a case verifies, and tells the case', async () => {
  const { verdict, findings, contents, directoryKey } = await examineArchive(whole);
  expect([verdict, findings, directoryKey]).toEqual(['genuine', [], made.fingerprint]);
  expect(contents?.dispatches.map(({ state }) => state)).toEqual(['refused', 'accepted']);
});

test('the same case gives the same bytes, in whatever order its statements come', async () => {
  const { source } = made;
  const reversed = { ...source, dispatches: source.dispatches.map((one) => ({ ...one, receipts: [...one.receipts].reverse() })).reverse() };
  const [one, other] = await Promise.all([packageOf(source, page), packageOf(reversed, page)]);
  expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true);
});

test('custody is told under the headings of ISO/IEC 27037, with who, when and what hash', async () => {
  const custody = JSON.parse(text('custody.json'));
  const steps: readonly { readonly heading: string; readonly event: string }[] = custody.steps;
  expect(steps.map(({ heading, event }) => `${heading} ${event}`)).toEqual([
    'identification Manifest',
    'collection SubmissionAcceptance',
    'acquisition ContentConsignment',
    'preservation ContentHandover',
    'preservation Acknowledgement',
    'identification Manifest',
    'collection SubmissionAcceptance',
  ]);
  const sha256 = await sha256Of(made.documentBytes);
  expect(steps[3]).toMatchObject({ who: 'judge.rabat', country: 'MA', sha256, cloudTrailEventId: made.readEventId });
});

test('the report says the case in three languages, without script, and escapes what people wrote', async () => {
  const report = text('report.html');
  for (const expected of ['lang="ar" dir="rtl"', 'lang="fr"', 'lang="en"', 'الوقائع لا تشكل جريمة هنا.'])
    expect(report).toContain(expected);
  expect(report).not.toMatch(/<script/i);
});

function text(path: string): string {
  return Buffer.from(openArchive(whole).files.find((file) => file.path === path)?.bytes ?? []).toString();
}

describe('what was changed is found', () => {
  test('whichever byte it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const changed = Uint8Array.from(whole);
        changed[at] = (changed[at] ?? 0) ^ bits;
        expect((await examineArchive(changed)).verdict).toBe('altered');
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['a byte more', (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.of(0)])],
    ['a byte less', (bytes: Uint8Array) => bytes.subarray(0, -1)],
    ['nothing', () => new Uint8Array()],
    ['no archive', () => Buffer.from('PK, but no archive at all, only words')],
    ['half of it', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
  ])('%s', async (_what, change) => {
    expect((await codesOf(change(whole)))[0]).toBe('altered');
  });

  /** Somebody who writes the archive anew, with matching hashes. */
  const repacked: readonly (readonly [string, (files: Map<string, Buffer>) => void, string])[] = [
    [
      'the last letter of a signature, which leaves the signature itself as it was',
      (files) => replaceLast(files, 'manifest.jws'),
      'ReceiptNotGenuine',
    ],
    ['a receipt', (files) => replaceIn(files, 'Acknowledgement', '.', '.A'), 'ReceiptNotGenuine'],
    ['a manifest', (files) => replaceIn(files, '001-', '.', '.A', 'manifest'), 'ManifestNotGenuine'],
    ['the directory', (files) => replaceIn(files, 'directory.jws', '.', '.A'), 'DirectoryNotGenuine'],
    ['the custody record', (files) => replaceIn(files, 'custody', 'judge.rabat', 'judge.fes'), 'CustodyDiffers'],
    ['the report', (files) => replaceIn(files, 'report', 'MA-77', 'MA-78'), 'ReportDiffers'],
    ['a document', (files) => files.set(nameIn(files, 'documents/'), Buffer.alloc(made.documentBytes.length)), 'DocumentDiffers'],
    ['a receipt left out', (files) => void files.delete(nameIn(files, 'RequestRefusal')), 'ReceiptNotGenuine'],
    ['a file added', (files) => void files.set('dispatches/note.txt', Buffer.from('x')), 'FileUnexpected'],
  ];
  test.each(repacked)('%s, although the hashes fit', async (_what, change, code) => {
    const files = new Map(openArchive(whole).files.map(({ path, bytes }) => [path, Buffer.from(bytes)]));
    change(files);
    const [verdict, ...codes] = await codesOf(await packedAgain(files));
    expect(codes).toContain(code);
    expect(verdict).toBe(code === 'ReportDiffers' ? 'genuine' : 'altered');
  });

  test('a receipt taken out of statements and index alike leaves a package that is genuine, and says less', async () => {
    const [first, ...rest] = made.source.dispatches;
    const lessened = {
      ...made.source,
      dispatches: [{ manifest: first?.manifest ?? '', receipts: first?.receipts.slice(0, 2) ?? [] }, ...rest],
    };
    expect(await codesOf(await packageOf(lessened, page))).toEqual(['genuine']);
  });

  test('a directory signed with another key than the trusted one', async () => {
    const { findings } = await examineArchive(whole, { directoryKey: 'x'.repeat(43) });
    expect(findings.map(({ code }) => code)).toEqual(['DirectoryKeyDiffers']);
    expect((await examineArchive(whole, { directoryKey: made.fingerprint })).verdict).toBe('genuine');
  });
});

test('a desk that signed both a yes and a no is told', async () => {
  const { keys, ma } = made.desks;
  const [first, ...rest] = made.source.dispatches;
  const manifest = first?.manifest ?? '';
  const basis = receiptBasis(peekStatement(manifestStatement, manifest), manifest, ma.clock.now);
  const rejection = await signStatement(
    receiptStatement,
    { ...basis, event: 'SubmissionRejection', reason: 'TooManyDocuments' },
    keys.MA.signer,
  );
  const source = { ...made.source, dispatches: [{ manifest, receipts: [...(first?.receipts ?? []), rejection] }, ...rest] };
  expect(await codesOf(await packageOf(source, page))).toEqual(['altered', 'DeskContradicts']);
});

describe('an answer from the log', () => {
  const answerOf = (changed: Readonly<Record<string, unknown>> = {}, row: Readonly<Record<string, string>> = {}) => {
    const dispatchId = peekStatement(manifestStatement, made.source.dispatches[0]?.manifest ?? '').dispatchId;
    const values = { person: 'judge.rabat', object_key: `${dispatchId}/1`, event_id: made.readEventId, ...row };
    return JSON.stringify({
      format: 'liaison-answer/1',
      question: 'TimelineOfACase',
      parameters: { dispatches: dispatchId },
      columns: Object.keys(values),
      rows: [{ values: Object.values(values) }],
      ...changed,
    });
  };
  test.each([
    ['that fits', {}, {}, ['genuine', 'AuditNotProven']],
    ['without the opening', { rows: [] }, {}, ['genuine', 'AuditLacks', 'AuditNotProven']],
    ['that names somebody else', {}, { person: 'judge.fes' }, ['altered', 'AuditContradicts', 'AuditNotProven']],
    ['about another case', { parameters: { dispatches: '0'.repeat(26) } }, {}, ['altered', 'AuditUnreadable']],
  ])('%s', async (_what, changed, row, expected) => {
    const source = { ...made.source, audit: { answer: answerOf(changed, row) } };
    expect(await codesOf(await packageOf(source, page))).toEqual(expected);
  });

  test('about everything is about no case', () => {
    expect(answerAbout(answerOf({ parameters: {} }), ['0'.repeat(26)])).toBeUndefined();
  });
});

test('files taken out of the archive verify without it', async () => {
  const { files } = openArchive(whole);
  expect((await examineFiles(files)).verdict).toBe('genuine');
  expect((await examineFiles(files.slice(1))).verdict).toBe('altered');
});

function nameIn(files: ReadonlyMap<string, Buffer>, ...parts: readonly string[]): string {
  return [...files.keys()].find((path) => parts.every((part) => path.includes(part))) ?? '';
}

function replaceIn(files: Map<string, Buffer>, part: string, from: string, to: string, also = ''): void {
  const path = nameIn(files, part, also);
  files.set(path, Buffer.from((files.get(path) ?? Buffer.alloc(0)).toString().replace(from, to)));
}

/** Of the 86 letters of a signature the last one has two bits that count. */
function replaceLast(files: Map<string, Buffer>, part: string): void {
  const path = nameIn(files, part);
  const jws = (files.get(path) ?? Buffer.alloc(0)).toString();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(jws.slice(-1));
  files.set(path, Buffer.from(jws.slice(0, -1) + alphabet[last ^ 1]));
}

/** Hashes of the index follow the files; nothing else of it does. */
async function packedAgain(files: ReadonlyMap<string, Buffer>): Promise<Uint8Array> {
  const index = caseIndex.parse(JSON.parse((files.get('case.json') ?? Buffer.alloc(0)).toString()));
  const others = [...files].filter(([path]) => path !== 'case.json').sort(([one], [other]) => (one < other ? -1 : 1));
  const hashed = await Promise.all(others.map(async ([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: await sha256Of(bytes) })));
  const all: readonly ArchiveFile[] = [
    ...others.map(([path, bytes]) => ({ path, bytes })),
    { path: 'case.json', bytes: Buffer.from(jsonText({ ...index, files: hashed })) },
  ];
  return archiveOf(all);
}
