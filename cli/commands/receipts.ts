import { join, resolve } from 'node:path';
import type { Receipt } from '../../domain/receipt.ts';
import type { Connection } from '../connect.ts';
import { proveManifest, proveReceiptOf, statementSha256 } from '../evidence.ts';
import { type ExitCode, exitCodes } from '../failure.ts';
import { writeNew } from '../out-file.ts';
import { type KeptReceipt, keepReceipts } from '../transfer/follow.ts';
import { connectAs, type DispatchOptions, type Run, requireDispatchId } from './run.ts';

export interface ReceiptsOptions extends DispatchOptions {
  /** Folder for `manifest.jws` and one file per receipt; only listed where absent. */
  readonly out?: string;
}

/**
 * Brings the evidence of a dispatch together. Its sender asks the addressee's desk for receipts and stores the new ones at home; its
 * addressee has them at home already.
 */
export async function receipts(run: Run, options: ReceiptsOptions): Promise<ExitCode> {
  const dispatchId = requireDispatchId(options.dispatch);
  const connection = await connectAs(run, options.as);
  const detail = await connection.home.showDispatch(dispatchId);
  await proveManifest(detail.manifest, connection.directory);
  const found = detail.box === 'out' ? await fromAddressee(connection, detail) : detail.receipts;
  const { manifest } = detail;
  const known = new Set(detail.receipts);
  const fresh = found.filter((jws) => !known.has(jws));
  await keepReceipts({ ...connection, dispatchId, manifest, receipts: fresh });
  const all = await proven([...detail.receipts, ...fresh], manifest, connection);
  const files = options.out ? await writeAll(resolve(run.host.cwd, options.out), manifest, all) : [];
  const listed = all.map(({ jws, receipt }, index) => ({ ...summaryOf(jws, receipt), ...(files[index] && { file: files[index] }) }));
  run.output.result(
    { dispatchId, receipts: listed, ...(options.out && { manifest: join(resolve(run.host.cwd, options.out), 'manifest.jws') }) },
    listed.map((one) => `${one.issuedAt}  ${one.event}  ${one.issuer}${one.file ? `  ${one.file}` : ''}`),
  );
  return exitCodes.done;
}

async function fromAddressee(
  { home, deskOf }: Connection,
  { dispatchId, to }: { readonly dispatchId: string; readonly to: string },
): Promise<readonly string[]> {
  const { assertion } = await home.signAssertion(dispatchId);
  return (await deskOf(to).showDeposit(dispatchId, assertion)).receipts;
}

async function proven(all: readonly string[], manifest: string, { directory }: Connection): Promise<readonly KeptReceipt[]> {
  const kept = await Promise.all(all.map(async (jws) => ({ jws, receipt: (await proveReceiptOf(jws, manifest, directory)).payload })));
  return kept.sort((one, other) => Date.parse(one.receipt.issuedAt) - Date.parse(other.receipt.issuedAt));
}

function summaryOf(jws: string, receipt: Receipt) {
  const { event, issuer, issuedAt } = receipt;
  const by = 'by' in receipt ? { by: receipt.by } : {};
  return { event, issuer, issuedAt, sha256: statementSha256(jws), ...by };
}

async function writeAll(folder: string, manifest: string, all: readonly KeptReceipt[]): Promise<readonly string[]> {
  await writeNew(join(folder, 'manifest.jws'), manifest);
  const files: string[] = [];
  for (const { jws, receipt } of all) {
    const file = join(folder, fileNameOf(jws, receipt));
    await writeNew(file, jws);
    files.push(file);
  }
  return files;
}

/** Sorts by time and is the same whenever the same receipt is written again. */
function fileNameOf(jws: string, { issuedAt, event }: Receipt): string {
  const time = issuedAt.replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  return `${time}-${event}-${statementSha256(jws).slice(0, 8)}.jws`;
}
