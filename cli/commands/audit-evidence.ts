import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DispatchEvidence } from '../../audit/reconcile/expectations.ts';
import { readDirectory } from '../../client/directory.ts';
import { proveManifest, proveReceiptOf } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import { isKnown, type Receipt } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Run, readStatement } from './run.ts';

export interface EvidenceRead {
  readonly dispatches: readonly DispatchEvidence[];
  /** Files that are no receipt of their folder's manifest, or do not verify. */
  readonly refused: readonly string[];
}

/** Reads folders that `exchange receipts --out` wrote, in any depth, and verifies every statement with the directory; steps that only a newer version knows are left out. */
export async function evidenceIn(run: Run, folders: readonly string[], directoryFile: string): Promise<EvidenceRead> {
  const { directory } = await readDirectory(await readStatement(run, directoryFile));
  const files = (await Promise.all(folders.map((folder) => statementsBelow(resolve(run.host.cwd, folder))))).flat();
  const dispatches: DispatchEvidence[] = [];
  const refused: string[] = [];
  for (const path of files.filter((file) => file.endsWith('manifest.jws'))) {
    const jws = await readStatement(run, path);
    const proven = await orRefused(() => proveManifest(jws, directory));
    if (!proven) refused.push(path);
    if (!proven) continue;
    const receipts: Receipt[] = [];
    for (const beside of files.filter((file) => dirname(file) === dirname(path) && file !== path)) {
      const receipt = await orRefused(async () => proveReceiptOf(await readStatement(run, beside), jws, directory));
      if (!receipt) refused.push(beside);
      else if (isKnown(receipt.payload)) receipts.push(receipt.payload);
    }
    dispatches.push({ manifest: proven.payload, receipts });
  }
  return { dispatches, refused };
}

async function orRefused<Proven>(prove: () => Promise<Proven>): Promise<Proven | undefined> {
  try {
    return await prove();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function statementsBelow(folder: string): Promise<readonly string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new Failure('FileUnreadable', folder);
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.jws'))
    .map((name) => join(folder, name))
    .sort();
}
