import { readDirectory } from '../client/directory.ts';
import { proveManifest, proveReceiptOf } from '../client/evidence.ts';
import type { Directory } from '../domain/directory.ts';
import { Refusal } from '../domain/refusal.ts';
import { ArchiveFault, type ArchiveFile, openArchive } from './archive.ts';
import { auditFindings } from './audit-extract.ts';
import { type CaseIndex, caseIndex, type IndexedDispatch, jsonText, paths } from './case-index.ts';
import { contradictionsIn } from './consistency.ts';
import { contentsOf, type DispatchSource, type PackageContents } from './contents.ts';
import { custodyOf } from './custody.ts';
import { type Finding, kindOf, type PackageVerdict } from './findings.ts';
import { sha256Of } from './hash.ts';
import { contentFiles, indexOf } from './package.ts';
import { reportOf } from './report/report.ts';

/** What examining a package found. `contents` is there where every statement verified, and is all that may be read from it. */
export interface Examination {
  readonly verdict: PackageVerdict;
  readonly findings: readonly Finding[];
  /** Of the key that signed the enclosed directory: everything stands on it. */
  readonly directoryKey?: string;
  readonly contents?: PackageContents;
}

export interface Trust {
  /** Fingerprint that the directory's key must have. @default any: whoever reads the outcome compares it */
  readonly directoryKey?: string;
}

/** Verifies a package with nothing but itself: every signature, every hash, and that all of it fits together. Never throws for what is in it. */
export async function examineArchive(archive: Uint8Array, trust: Trust = {}): Promise<Examination> {
  try {
    const { files, isAsWritten } = openArchive(archive);
    const examination = await examineFiles(files, trust);
    if (isAsWritten) return examination;
    return { ...examination, ...outcomeOf([{ code: 'ArchiveAltered' }, ...examination.findings]) };
  } catch (error) {
    if (error instanceof ArchiveFault) return outcomeOf([{ code: 'ArchiveAltered', about: error.message }]);
    throw error;
  }
}

/** The same for files that were taken out of their archive; what only the archive shows is not examined. */
export async function examineFiles(files: readonly ArchiveFile[], trust: Trust = {}): Promise<Examination> {
  const index = indexIn(files);
  if (!index) return outcomeOf([{ code: 'IndexUnreadable' }]);
  const hashes = await hashFindings(files, index);
  const directory = await directoryIn(files);
  if (!directory) return outcomeOf([...hashes, { code: 'DirectoryNotGenuine', about: paths.directory }]);
  const isTrusted = trust.directoryKey === undefined || trust.directoryKey === directory.fingerprint;
  const keys: readonly Finding[] = isTrusted ? [] : [{ code: 'DirectoryKeyDiffers', about: directory.fingerprint }];
  const statements = (await Promise.all(index.dispatches.map((one) => statementFindings(one, files, directory.directory)))).flat();
  const found = [...keys, ...hashes, ...statements];
  if (statements.length > 0) return { ...outcomeOf(found), directoryKey: directory.fingerprint };
  const contents = await contentsOf(sourceOf(index, files));
  const rest = [
    ...(await derivedFindings(contents, files)),
    ...contradictionsIn(contents),
    ...(await documentFindings(contents)),
    ...auditFindings(contents),
  ];
  return { ...outcomeOf([...found, ...rest]), directoryKey: directory.fingerprint, contents };
}

function outcomeOf(findings: readonly Finding[]): Examination {
  return { verdict: findings.some(({ code }) => kindOf(code) === 'bad') ? 'altered' : 'genuine', findings };
}

function indexIn(files: readonly ArchiveFile[]): CaseIndex | undefined {
  try {
    const parsed = caseIndex.safeParse(JSON.parse(textIn(files, paths.index) ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function hashFindings(files: readonly ArchiveFile[], index: CaseIndex): Promise<readonly Finding[]> {
  const named = new Map(index.files.map((one) => [one.path, one]));
  const found = await Promise.all(
    files.map(async ({ path, bytes }): Promise<readonly Finding[]> => {
      if (path === paths.index) return [];
      const wanted = named.get(path);
      // a file that is not named is found when the package is made again
      if (!wanted) return [];
      return wanted.sha256 === (await sha256Of(bytes)) ? [] : [{ code: 'FileAltered', about: path }];
    }),
  );
  const missing = index.files.filter(({ path }) => !files.some((file) => file.path === path));
  return [...found.flat(), ...missing.map(({ path }): Finding => ({ code: 'FileMissing', about: path }))];
}

async function directoryIn(files: readonly ArchiveFile[]) {
  const text = textIn(files, paths.directory);
  if (text === undefined) return undefined;
  return readDirectory(text).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
}

async function statementFindings(
  dispatch: IndexedDispatch,
  files: readonly ArchiveFile[],
  directory: Directory,
): Promise<readonly Finding[]> {
  const manifest = textIn(files, dispatch.manifest.path);
  const findings: Finding[] = [];
  const attempt = async (code: Finding['code'], path: string, prove: () => Promise<unknown>): Promise<void> => {
    try {
      await prove();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      findings.push({ code, about: `${path} (${error.code})` });
    }
  };
  await attempt('ManifestNotGenuine', dispatch.manifest.path, () => proveManifest(manifest ?? '', directory));
  for (const { path } of dispatch.receipts) {
    await attempt('ReceiptNotGenuine', path, () => proveReceiptOf(textIn(files, path) ?? '', manifest ?? '', directory));
  }
  return findings;
}

function sourceOf(index: CaseIndex, files: readonly ArchiveFile[]) {
  const answer = textIn(files, paths.answer);
  const proof = textIn(files, paths.proof);
  return {
    case: index.case,
    isWhole: index.isWhole,
    directoryJws: textIn(files, paths.directory) ?? '',
    dispatches: index.dispatches.map((dispatch) => dispatchSource(dispatch, files)),
    ...(answer !== undefined && { audit: { answer, ...(proof !== undefined && { proof }) } }),
  };
}

function dispatchSource(dispatch: IndexedDispatch, files: readonly ArchiveFile[]): DispatchSource {
  const documents = dispatch.documents.flatMap(({ number, path }): readonly (readonly [number, Uint8Array])[] => {
    const bytes = files.find((file) => file.path === path)?.bytes;
    return bytes ? [[number, bytes]] : [];
  });
  return {
    manifest: textIn(files, dispatch.manifest.path) ?? '',
    receipts: dispatch.receipts.map(({ path }) => textIn(files, path) ?? ''),
    documents: new Map(documents),
  };
}

/** What follows from the statements is made again and compared. */
async function derivedFindings(contents: PackageContents, files: readonly ArchiveFile[]): Promise<readonly Finding[]> {
  const index = await indexOf(
    contents,
    files.filter(({ path }) => path !== paths.index),
  );
  const findings: Finding[] = [];
  if (jsonText(index) !== textIn(files, paths.index)) findings.push({ code: 'IndexDiffers', about: paths.index });
  if (jsonText(custodyOf(contents)) !== textIn(files, paths.custody)) findings.push({ code: 'CustodyDiffers', about: paths.custody });
  if (reportOf(contents) !== textIn(files, paths.report)) findings.push({ code: 'ReportDiffers', about: paths.report });
  const expected = new Set([paths.index, paths.page, ...contentFiles(contents).map(({ path }) => path)]);
  for (const { path } of files) if (!expected.has(path)) findings.push({ code: 'FileUnexpected', about: path });
  if (!contents.isWhole) findings.push({ code: 'NotWhole' });
  return findings;
}

async function documentFindings({ dispatches }: PackageContents): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { manifest, documents } of dispatches) {
    for (const [number, bytes] of documents) {
      const wanted = manifest.documents.find((one) => one.number === number);
      const isSame = wanted?.sizeBytes === bytes.length && wanted.sha256 === (await sha256Of(bytes));
      if (!isSame) findings.push({ code: 'DocumentDiffers', about: `${manifest.dispatchId}/${number}` });
    }
  }
  return findings;
}

function textIn(files: readonly ArchiveFile[], path: string): string | undefined {
  const file = files.find((one) => one.path === path);
  if (!file) return undefined;
  // a text that is not UTF-8 equals no text that is expected
  return new TextDecoder().decode(file.bytes);
}
