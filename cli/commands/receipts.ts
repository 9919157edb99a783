import { join, resolve } from 'node:path';
import { bringReceipts, type KeptReceipt } from '../../client/receipts.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeNew } from '../out-file.ts';
import { clerkSentence } from '../proof-words.ts';
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
  const { manifest } = detail;
  const all = await bringReceipts(detail, connection);
  const files = options.out ? await writeAll(resolve(run.host.cwd, options.out), manifest, all) : [];
  const listed = all.map((kept, index) => ({
    ...summaryOf(kept),
    sentence: clerkSentence(kept.receipt, { directory: connection.directory, language: run.output.language, country: options.as }),
    ...(files[index] && { file: files[index] }),
  }));
  run.output.result(
    { dispatchId, receipts: listed, ...(options.out && { manifest: join(resolve(run.host.cwd, options.out), 'manifest.jws') }) },
    listed.flatMap((one) => [`${one.issuedAt}  ${one.event}  ${one.issuer}${one.file ? `  ${one.file}` : ''}`, `  ${one.sentence}`]),
  );
  return exitCodes.done;
}

function summaryOf({ receipt, sha256 }: KeptReceipt) {
  const { event, issuer, issuedAt } = receipt;
  const by = 'by' in receipt ? { by: receipt.by } : {};
  return { event, issuer, issuedAt, sha256, ...by };
}

async function writeAll(folder: string, manifest: string, all: readonly KeptReceipt[]): Promise<readonly string[]> {
  await writeNew(join(folder, 'manifest.jws'), manifest);
  const files: string[] = [];
  for (const kept of all) {
    const file = join(folder, fileNameOf(kept));
    await writeNew(file, kept.jws);
    files.push(file);
  }
  return files;
}

/** Sorts by time and is the same whenever the same receipt is written again. */
function fileNameOf({ receipt: { issuedAt, event }, sha256 }: KeptReceipt): string {
  const time = issuedAt.replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  return `${time}-${event}-${sha256.slice(0, 8)}.jws`;
}
