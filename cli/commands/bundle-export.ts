import { resolve } from 'node:path';
import type { Connection } from '../../client/connection.ts';
import { requireMember } from '../../client/directory.ts';
import { proveManifest } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { newContentKey, sealEnvelope } from '../../client/sealed-envelope.ts';
import { type Signed, signManifest } from '../../client/sending/hand-in.ts';
import { bundleFreshDays } from '../../domain/bundle.ts';
import type { DispatchDetail } from '../../domain/desk-api.ts';
import { isOnItsWay } from '../../domain/life-cycle.ts';
import type { DocumentEntry, Manifest } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { writeBundle } from '../bundle/write-bundle.ts';
import type { OwnConnection } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { collectFiles } from '../transfer/collect-files.ts';
import { type PreparedFile, prepareFiles, requireSendable } from '../transfer/prepare.ts';
import { connectAs, type Run, requireDispatchId } from './run.ts';
import { type CoverOptions, coverOf, journalOf } from './send.ts';

export interface ExportOptions extends Partial<Pick<CoverOptions, 'to' | 'case'>>, Omit<CoverOptions, 'to' | 'case'> {
  readonly as: string;
  readonly out: string;
  readonly files: readonly string[];
  /** One that was signed already: begun by `send`, or in the portal. */
  readonly dispatch?: string;
}

/**
 * Puts one dispatch into one file that only the addressee's desk can open. Needs the own desk alone. Made again, or after a `send` that did
 * not get through, it holds the same dispatch.
 */
export async function exportBundle(run: Run, options: ExportOptions): Promise<ExitCode> {
  const out = resolve(run.host.cwd, options.out);
  const connection = await connectAs(run, options.as);
  const { files: found, leftOut } = await collectFiles(options.files, run.host.cwd);
  for (const path of leftOut) run.output.note(`Left out, because hidden: ${path}`);
  requireSendable(found, connection.directory.limits);
  await connection.signIn();
  const prepare = () => prepareFiles(found, connection.directory.limits, run.output);
  const { signed, files } = options.dispatch
    ? await signedBefore(connection, requireDispatchId(options.dispatch), await prepare())
    : await signedNow(run, options, { connection, paths: found.map(({ path }) => path), prepare });
  const { payload: manifest } = await proveManifest(signed.manifest, connection.directory);
  const { receipts } = await underWay(connection, manifest, run.host.now());
  const contentKey = newContentKey();
  const envelope = await sealEnvelope(
    { manifest: signed.manifest, receipts: [...receipts], contentKey },
    requireMember(connection.directory, manifest.to),
  );
  const total = manifest.documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = run.output.progress('Sealing', total);
  const written = await writeBundle({ path: out, envelope, contentKey, files, onBytes: progress.advance }).finally(progress.end);
  const { dispatchId, from, to, documents } = manifest;
  run.output.result({ dispatchId, from, to, file: out, ...written, documents: documents.length }, [
    `Sealed bundle ${out} (${written.sizeBytes} bytes): dispatch ${dispatchId} to ${to}, ${documents.length} documents.`,
    `  checksum ${written.sha256}`,
    `  Only the desk of ${to} can open it, until ${bundleFreshDays} days after the dispatch was signed: exchange bundle import.`,
    '  The other desk knows nothing of it before. Its receipts come by the line, or as files: exchange bundle receipts.',
  ]);
  return exitCodes.done;
}

interface Prepared {
  readonly signed: Signed;
  readonly files: readonly PreparedFile[];
}

interface Beginning {
  readonly connection: OwnConnection;
  readonly paths: readonly string[];
  readonly prepare: () => Promise<readonly PreparedFile[]>;
}

/** The journal is that of `send`: whichever comes second goes on with the same dispatch. */
async function signedNow(run: Run, options: ExportOptions, { connection, paths, prepare }: Beginning): Promise<Prepared> {
  const { to, case: reference } = options;
  if (!to || !reference) throw new Failure('InvalidArguments', 'a new dispatch needs --to and --case; one that was signed, --dispatch');
  const cover = coverOf({ ...options, to, case: reference }, run.host.now());
  const journal = journalOf(connection, cover, paths);
  const earlier = await journal.read();
  if (earlier) run.output.note('Going on with an earlier send of the same documents.');
  const record = earlier ?? { version: 1 as const, files: [...(await prepare())] };
  const documents = record.files.map(({ entry }) => entry);
  const keep = (signed: Signed) => journal.write({ ...record, signed, bundled: true });
  const signed = record.signed ?? (await signManifest({ connection, cover, documents, journal: { keep, forget: journal.remove } }));
  await keep(signed);
  return { signed, files: record.files };
}

async function signedBefore(connection: Connection, dispatchId: string, files: readonly PreparedFile[]): Promise<Prepared> {
  const { manifest } = await ownDispatch(connection, dispatchId);
  const { payload } = await proveManifest(manifest, connection.directory);
  return { signed: { dispatchId, manifest }, files: payload.documents.map((entry) => fileOf(entry, files)) };
}

/** Found by content, whatever it is called now. */
function fileOf(entry: DocumentEntry, files: readonly PreparedFile[]): PreparedFile {
  const found = files.find((file) => file.entry.sha256 === entry.sha256 && file.entry.sizeBytes === entry.sizeBytes);
  if (!found) throw new Failure('FileChanged', `no file has the content of document ${entry.number}`);
  return { ...found, entry };
}

/** What the own desk knows of it. Throws where nothing is left to send, or it is too old to be taken in. */
async function underWay(connection: Connection, { dispatchId, issuedAt }: Manifest, now: Date): Promise<DispatchDetail> {
  const detail = await ownDispatch(connection, dispatchId);
  if (detail.state === 'withdrawn') throw new Refusal('RequestWithdrawn');
  if (detail.state === 'closed') throw new Refusal('CaseClosed');
  if (detail.state === 'rejected') throw new Refusal('NotFound', 'the addressee rejected it');
  if (detail.state !== 'unknown' && !isOnItsWay(detail.state)) throw new Refusal('AlreadyArrived');
  if (now.getTime() - Date.parse(issuedAt) > bundleFreshDays * 86_400_000) throw new Refusal('Stale', `older than ${bundleFreshDays} days`);
  return detail;
}

async function ownDispatch({ home }: Connection, dispatchId: string): Promise<DispatchDetail> {
  const detail = await home.showDispatch(dispatchId);
  if (detail.box !== 'out') throw new Refusal('NotFound');
  return detail;
}
