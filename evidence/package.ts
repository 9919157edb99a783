import { type ArchiveFile, archiveOf } from './archive.ts';
import { type CaseIndex, type IndexedDispatch, jsonText, paths } from './case-index.ts';
import { contentsOf, type DispatchContents, type PackageContents, type PackageSource } from './contents.ts';
import { custodyOf } from './custody.ts';
import { sha256Of } from './hash.ts';
import { reportOf } from './report/report.ts';

/** Makes the evidence package of a case. It bears no time of making and no maker: the same case and directory give the same bytes. */
export async function packageOf(source: PackageSource, verifyPage: string): Promise<Uint8Array> {
  const contents = await contentsOf(source);
  const files = [...contentFiles(contents), textFile(paths.page, verifyPage)];
  const index = await indexOf(contents, files);
  return archiveOf([...files, textFile(paths.index, jsonText(index))]);
}

/** Every file but `case.json` and the page. */
export function contentFiles(contents: PackageContents): readonly ArchiveFile[] {
  const { known, dispatches, audit } = contents;
  return [
    textFile(paths.directory, known.jws),
    textFile(paths.custody, jsonText(custodyOf(contents))),
    textFile(paths.report, reportOf(contents)),
    ...dispatches.flatMap((dispatch, index) => dispatchFiles(dispatch, index + 1)),
    ...(audit ? [textFile(paths.answer, audit.answer)] : []),
    ...(audit?.proof === undefined ? [] : [textFile(paths.proof, audit.proof)]),
  ];
}

export async function indexOf(contents: PackageContents, files: readonly ArchiveFile[]): Promise<CaseIndex> {
  const { directory, fingerprint } = contents.known;
  const { exchange, stage, sequence, issuedAt } = directory;
  const { audit } = contents;
  return {
    format: 'liaison-evidence/1',
    case: contents.case,
    isWhole: contents.isWhole,
    directory: { exchange, stage, sequence, issuedAt, key: fingerprint },
    dispatches: contents.dispatches.map((dispatch, index) => indexed(dispatch, index + 1)),
    ...(audit && { audit: { answer: paths.answer, ...(audit.proof !== undefined && { proof: paths.proof }) } }),
    files: await Promise.all(
      [...files]
        .sort((one, other) => (one.path < other.path ? -1 : 1))
        .map(async ({ path, bytes }) => ({ path, sizeBytes: bytes.length, sha256: await sha256Of(bytes) })),
    ),
  };
}

function indexed(dispatch: DispatchContents, number: number): IndexedDispatch {
  const { manifest, manifestSha256, receipts, state, documents } = dispatch;
  const { dispatchId, from, to, case: reference, urgency, sentBy, issuedAt, inReplyTo } = manifest;
  const folder = paths.folder(number, dispatchId);
  return {
    number,
    dispatchId,
    from,
    to,
    case: reference,
    urgency,
    sentBy,
    issuedAt,
    ...(inReplyTo && { inReplyTo }),
    state,
    manifest: { path: `${folder}/manifest.jws`, sha256: manifestSha256 },
    documents: manifest.documents.map(({ number: at, name, sizeBytes, sha256 }) => ({
      number: at,
      name,
      sizeBytes,
      sha256,
      ...(documents.has(at) && { path: documentPath(folder, at) }),
    })),
    receipts: receipts.map(({ receipt, sha256 }, index) => ({
      path: receiptPath(dispatch, folder, index),
      event: 'called' in receipt ? receipt.called : receipt.event,
      issuer: receipt.issuer,
      issuedAt: receipt.issuedAt,
      sha256,
    })),
  };
}

function dispatchFiles(dispatch: DispatchContents, number: number): readonly ArchiveFile[] {
  const folder = paths.folder(number, dispatch.manifest.dispatchId);
  return [
    textFile(`${folder}/manifest.jws`, dispatch.manifestJws),
    ...dispatch.receipts.map(({ jws }, index) => textFile(receiptPath(dispatch, folder, index), jws)),
    ...[...dispatch.documents].map(([at, bytes]) => ({ path: documentPath(folder, at), bytes })),
  ];
}

function receiptPath({ receipts }: DispatchContents, folder: string, index: number): string {
  const kept = receipts[index];
  const event = kept && ('called' in kept.receipt ? kept.receipt.called : kept.receipt.event);
  return `${folder}/receipts/${String(index + 1).padStart(4, '0')}-${event}.jws`;
}

function documentPath(folder: string, number: number): string {
  return `${folder}/documents/${String(number).padStart(4, '0')}`;
}

function textFile(path: string, text: string): ArchiveFile {
  return { path, bytes: new TextEncoder().encode(text) };
}
