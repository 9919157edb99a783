import { type KnownDirectory, readDirectory } from '../../../client/directory.ts';
import { proveEntry, proveManifest, proveReceipt, statementSha256 } from '../../../client/evidence.ts';
import type { Directory } from '../../../domain/directory.ts';
import { directoryStatement } from '../../../domain/directory-statement.ts';
import type { Manifest } from '../../../domain/manifest.ts';
import type { ReadableReceipt } from '../../../domain/receipt.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { statementTyp } from '../../../domain/statement.ts';
import { entryStatement, manifestStatement, receiptStatement } from '../../../domain/statement-kinds.ts';
import { bytesWorker } from '../../transfer/worker-port.ts';

/** What a dropped file turned out to be. */
export type Finding = { readonly file: string } & (
  | { readonly kind: 'manifest'; readonly manifest: Manifest; readonly sha256: string; readonly kid: string }
  | { readonly kind: 'receipt'; readonly receipt: ReadableReceipt; readonly kid: string; readonly fits: 'yes' | 'no' | 'unknown' }
  | { readonly kind: 'entry' | 'directory'; readonly country?: string; readonly kid: string }
  | { readonly kind: 'document'; readonly sha256: string; readonly namedBy?: string }
  | { readonly kind: 'failed'; readonly error: unknown }
);

/**
 * Examines files together, without a server: statements against the directory, receipts also against the manifests among the files, and
 * any other file by its SHA-256 against the documents that those manifests name.
 */
export async function examine(files: readonly File[], { directory }: KnownDirectory): Promise<readonly Finding[]> {
  const read = await Promise.all(files.map(async (file) => ({ file, jws: await statementIn(file) })));
  const findings: Finding[] = [];
  for (const { file, jws } of read) if (jws !== undefined) findings.push(await examineStatement(file.name, jws, directory));
  const manifests = findings.flatMap((one) => (one.kind === 'manifest' ? [one] : []));
  for (const { file, jws } of read) if (jws === undefined) findings.push(await examineDocument(file, manifests));
  return findings.map((one) => (one.kind === 'receipt' ? { ...one, fits: belongs(one.receipt, manifests) } : one));
}

type Manifests = readonly { readonly manifest: Manifest; readonly sha256: string }[];

const maxStatementBytes = 2_000_000;
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

async function statementIn(file: File): Promise<string | undefined> {
  if (file.size > maxStatementBytes) return undefined;
  const text = (await file.text()).trim();
  return compact.test(text) ? text : undefined;
}

async function examineStatement(file: string, jws: string, directory: Directory): Promise<Finding> {
  try {
    switch (statementTyp(jws)) {
      case manifestStatement.typ: {
        const { payload, kid } = await proveManifest(jws, directory);
        return { file, kind: 'manifest', manifest: payload, kid, sha256: await statementSha256(jws) };
      }
      case receiptStatement.typ: {
        const { payload, kid } = await proveReceipt(jws, directory);
        return { file, kind: 'receipt', receipt: payload, kid, fits: 'unknown' };
      }
      case entryStatement.typ: {
        const { payload, kid } = await proveEntry(jws, directory);
        return { file, kind: 'entry', country: payload.country, kid };
      }
      case directoryStatement.typ:
        return { file, kind: 'directory', kid: (await readDirectory(jws)).fingerprint };
      default:
        throw new Refusal('InvalidInput', 'a statement of another kind');
    }
  } catch (error) {
    return { file, kind: 'failed', error };
  }
}

function belongs(receipt: ReadableReceipt, manifests: Manifests): 'yes' | 'no' | 'unknown' {
  const same = manifests.filter(({ manifest }) => manifest.dispatchId === receipt.dispatchId);
  if (same.length === 0) return 'unknown';
  return same.some(({ sha256 }) => sha256 === receipt.manifestSha256) ? 'yes' : 'no';
}

async function examineDocument(file: File, manifests: Manifests): Promise<Finding> {
  try {
    const { sha256 } = await bytesWorker.hash({ file });
    const named = manifests.flatMap(({ manifest }) => manifest.documents).find((document) => document.sha256 === sha256);
    return { file: file.name, kind: 'document', sha256, ...(named && { namedBy: named.name }) };
  } catch (error) {
    return { file: file.name, kind: 'failed', error };
  }
}
