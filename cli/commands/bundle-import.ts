import { resolve } from 'node:path';
import type { Connection } from '../../client/connection.ts';
import type { ForeignDesk } from '../../client/desk-client.ts';
import { DeskRefusal, isRefusal } from '../../client/desk-refusal.ts';
import { proveManifest, proveReceiptOf } from '../../client/evidence.ts';
import { Failure, failures } from '../../client/failure.ts';
import { assertionsFor } from '../../client/sending/assertions.ts';
import { depositAccepted } from '../../client/sending/deposit.ts';
import { isSettled, waitForArrival } from '../../client/sending/follow.ts';
import type { HandedIn } from '../../client/sending/hand-in.ts';
import { laneCount } from '../../client/sending/send-bytes.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { isKnown, type ReadableReceipt } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type BundleDocuments, bundleDocuments, readHead, requireWhole, type SealedBundle } from '../bundle/read-bundle.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openToRead } from '../transfer/file-bytes.ts';
import { makePutter } from '../transfer/put.ts';
import { connectAs, type Run } from './run.ts';

export interface ImportBundleOptions {
  readonly as: string;
  readonly file: string;
  readonly waitSeconds: number;
}

/**
 * Brings a sealed bundle into the own drop box: whole, verified against its manifest, then by the same links, checks and receipts as anything
 * that comes by the line. The sender's desk is not asked. Run again, it goes on; a bundle that is there already is told, and changes nothing.
 */
export async function importBundle(run: Run, options: ImportBundleOptions): Promise<ExitCode> {
  const file = await openToRead(resolve(run.host.cwd, options.file));
  try {
    const sealed = await readHead(file);
    await step(run, 'Checking', sealed.sizeBytes, (onBytes) => requireWhole(sealed, onBytes));
    return await bring(run, options, { sealed, connection: await connectAs(run, options.as) });
  } finally {
    await file.close();
  }
}

interface Importing {
  readonly sealed: SealedBundle;
  readonly connection: Connection;
}

async function bring(run: Run, { as: country, waitSeconds }: ImportBundleOptions, { sealed, connection }: Importing): Promise<ExitCode> {
  const opened = await connection.home.openBundle(sealed.envelope);
  const { payload: manifest } = await proveManifest(opened.manifest, connection.directory);
  const known = await Promise.all(opened.receipts.map((jws) => provenOf(jws, opened.manifest, connection)));
  if (known.some(({ receipt }) => receipt.event === 'RequestWithdrawal')) throw new Refusal('RequestWithdrawn');
  const documents = bundleDocuments(sealed, opened.contentKey, manifest.documents);
  const total = manifest.documents.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const hashed = await step(run, 'Verifying', total, documents.hashed);

  const accepted = await accept(connection, { manifest, jws: opened.manifest });
  const own = connection.deskOf(country);
  const assertion = assertionsFor(connection.home, manifest.dispatchId, run.host.now);
  await tellActs(own, { manifest, known, assertion });
  const before = await own.showDeposit(manifest.dispatchId, await assertion());
  const bytes = putFrom(documents);
  const deposited = isSettled(before)
    ? { ...accepted, assertion }
    : await depositAccepted(
        {
          connection,
          cover: { to: country },
          documents: hashed,
          bytes,
          progress: (left) => run.output.progress('Depositing', left),
        },
        accepted,
        run.host,
      ).finally(bytes.close);
  const state = await waitForArrival(deposited, own, { ...run.host, waitSeconds });
  const receipts = await Promise.all(state.receipts.map((jws) => provenOf(jws, opened.manifest, connection)));
  const { dispatchId, from } = manifest;
  const wasThere = isSettled(before);
  run.output.result(
    {
      dispatchId,
      from,
      to: country,
      case: manifest.case,
      state: state.state,
      alreadyImported: wasThere,
      documents: manifest.documents.map(({ number, name, sizeBytes, sha256 }) => ({ number, name, sizeBytes, sha256 })),
      receipts: receipts.map(({ receipt }) => ({ event: receipt.event, issuer: receipt.issuer, issuedAt: receipt.issuedAt })),
    },
    [
      wasThere
        ? `Dispatch ${dispatchId} of ${from} is here already (${state.state}): nothing was changed.`
        : `Dispatch ${dispatchId} of ${from}: ${state.state}.`,
      ...manifest.documents.map((entry) => `  ${entry.number}. ${entry.name} (${entry.sizeBytes} bytes, SHA-256 ${entry.sha256})`),
      ...receipts.map(({ receipt }) => `  receipt ${receipt.event} of ${receipt.issuer}, ${receipt.issuedAt}`),
    ],
  );
  if (waitSeconds === 0 || isSettled(state)) return exitCodes.done;
  run.output.note(`NotConfirmed: ${failures.NotConfirmed}`);
  return exitCodes.notConfirmed;
}

async function provenOf(jws: string, manifest: string, { directory }: Connection) {
  return { jws, receipt: (await proveReceiptOf(jws, manifest, directory)).payload };
}

interface Offered {
  readonly manifest: Manifest;
  readonly jws: string;
}

/** A dispatch that is known already is gone on with; its rejection is a receipt, which lies in the own register from now on. */
async function accept({ home, directory }: Connection, { manifest, jws }: Offered): Promise<HandedIn> {
  const { dispatchId } = manifest;
  try {
    const { receipt, links } = await home.acceptBundle(jws);
    await proveReceiptOf(receipt, jws, directory);
    return { dispatchId, manifest: jws, links, isNew: true };
  } catch (error) {
    if (isRefusal(error, 'Replayed')) return { dispatchId, manifest: jws, links: [], isNew: false };
    if (error instanceof DeskRefusal && error.receipt) await proveReceiptOf(error.receipt, jws, directory);
    throw error;
  }
}

interface ActsToTell {
  readonly manifest: Manifest;
  readonly known: readonly { readonly jws: string; readonly receipt: ReadableReceipt }[];
  readonly assertion: () => Promise<string>;
}

/** What the sender did meanwhile, such as naming a colleague: the receipts that its desk signed. */
async function tellActs(own: ForeignDesk, { manifest, known, assertion }: ActsToTell): Promise<void> {
  for (const { jws, receipt } of known)
    if (isKnown(receipt) && receipt.issuer === manifest.from) await own.takeReceipt(manifest.dispatchId, jws, await assertion());
}

function putFrom(documents: BundleDocuments) {
  const putter = makePutter(laneCount);
  return {
    // it was verified a moment ago, and every chunk is authenticated again when it is read
    requireUnchanged: async () => {},
    put: async (
      link: Parameters<typeof putter.put>[0],
      { documentNumber, start, length }: { readonly documentNumber: number; readonly start: number; readonly length: number },
      lane: number,
    ) => putter.put(link, documents.source(documentNumber, start, length), lane),
    close: async () => putter.close(),
  };
}

async function step<Outcome>(
  { output }: Run,
  label: string,
  totalBytes: number,
  act: (onBytes: (bytes: number) => void) => Promise<Outcome>,
): Promise<Outcome> {
  const progress = output.progress(label, totalBytes);
  try {
    return await act(progress.advance);
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'FileChanged') throw new Refusal('BundleDamaged', 'cut short');
    throw cause;
  } finally {
    progress.end();
  }
}
