import { resolve } from 'node:path';
import type { Answer } from '../../audit/answer/answer.ts';
import { NoStore, type OpenStore, withStore } from '../../audit/ask/ask.ts';
import { BadQuestion } from '../../audit/ask/asked.ts';
import { StoreOther } from '../../audit/ingest/ingest.ts';
import { StoreDamaged, StoreOutdated, StoreUnwritable } from '../../audit/ingest/store.ts';
import { StoreBusy } from '../../audit/ingest/store-lock.ts';
import { Failure } from '../../client/failure.ts';
import { writeNew } from '../out-file.ts';
import { plain } from '../output.ts';
import type { Run } from './run.ts';

/** Opens the store of a command. What was asked wrongly becomes InvalidArguments. */
export function inStore<Outcome>(run: Run, store: string, work: (open: OpenStore) => Promise<Outcome>): Promise<Outcome> {
  return asArguments(() => withStore(resolve(run.host.cwd, store), work));
}

/** Expected errors of the audit engine as the program reports them. */
export async function asArguments<Outcome>(work: () => Promise<Outcome> | Outcome): Promise<Outcome> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StoreUnwritable) throw new Failure('FolderUnwritable', cause.message, { cause });
    if (
      [BadQuestion, NoStore, StoreBusy, StoreOther, StoreOutdated, StoreDamaged].some((expected) => cause instanceof expected) &&
      cause instanceof Error
    ) {
      throw new Failure('InvalidArguments', cause.message, { cause });
    }
    throw cause;
  }
}

interface Grounds {
  readonly basis: Answer['basis'];
  readonly findings: readonly unknown[];
}

/** What is known to lack records, or to rest on nothing, is no success for a script. */
export function isReserved({ basis, findings }: Grounds): boolean {
  return findings.length > 0 || basis === 'UNVERIFIED';
}

export function noteFindings({ output }: Pick<Run, 'output'>, findings: readonly unknown[]): void {
  if (findings.length > 0) output.note(`${findings.length} findings at ingestion: the answer may lack records`);
}

/** To a new file where one is named, else to stdout as it stands. */
export async function deliverText(run: Run, text: string, out: string | undefined): Promise<void> {
  if (out === undefined) return run.host.out(text);
  const path = resolve(run.host.cwd, out);
  await writeNew(path, text);
  run.output.note(`Kept in ${path}`);
}

/** A table for people: whoever shows the file sees what a terminal would have shown, and nothing in it acts. */
export function deliverLines(run: Run, lines: readonly string[], out: string): Promise<void> {
  return deliverText(run, lines.map((line) => `${plain(line)}\n`).join(''), out);
}
