import { open } from 'node:fs/promises';
import type { Finding } from '../finding.ts';
import type { LogFile } from '../log-file.ts';
import { readRaw, recordsIn } from '../raw-file.ts';
import { isObject } from '../record.ts';

export interface Salvaged {
  readonly findings: readonly Finding[];
  /** Of the largest line; 0 where nothing was written. */
  readonly largestBytes: number;
}

const recordsPerLine = 100;

/** Of records that cannot be read; the rest is counted. A hostile file may hold millions, and every answer repeats what was found. */
const toldPerFile = 100;

/**
 * Reads a file that the engine refuses whole, record by record, and writes what can be read as lines for it, with every record's own
 * ordinal. What cannot be read becomes a finding. The bytes must still be those that were verified.
 */
export async function salvage(file: LogFile, target: string): Promise<Salvaged> {
  const raw = await readRaw(file.path);
  const about = (code: Finding['code'], detail?: string): Finding => ({
    code,
    bucket: file.bucket,
    key: file.key,
    ...(detail && { detail }),
  });
  if (raw.kind !== 'read') return { findings: [about(raw.kind === 'missing' ? 'FileMissing' : 'FileUnreadable')], largestBytes: 0 };
  if (raw.sha256 !== file.sha256) return { findings: [about('FileChanged')], largestBytes: 0 };
  const records = recordsIn(raw.bytes);
  if (!records) return { findings: [about('NoRecords')], largestBytes: 0 };
  const unread: number[] = [];
  let largestBytes = 0;
  const lines = await open(target, 'w', 0o600);
  try {
    for (const { first, run } of runsOf(records, unread)) {
      const line = `{"first":${first},"Records":[${run.join(',')}]}\n`;
      largestBytes = Math.max(largestBytes, Buffer.byteLength(line));
      await lines.writeFile(line);
    }
  } finally {
    await lines.close();
  }
  const findings = unread.slice(0, toldPerFile).map((ordinal) => about('RecordNotRead', `ordinal ${ordinal}`));
  if (unread.length > toldPerFile) findings.push(about('RecordNotRead', `${unread.length - toldPerFile} more`));
  return { findings, largestBytes };
}

/** Parsed and written anew: the last of doubled names wins, lone surrogates are gone. Undefined where it nests too deep to be written. */
function textOf(record: unknown): string | undefined {
  try {
    return JSON.stringify(record, (_name, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));
  } catch {
    return undefined;
  }
}

interface Run {
  readonly first: number;
  readonly run: string[];
}

/** Readable neighbours together, so that the ordinal of each follows from that of the first; one run in memory at a time. */
function* runsOf(records: readonly unknown[], unread: number[]): Generator<Run> {
  let run: string[] = [];
  for (const [ordinal, record] of records.entries()) {
    const text = isObject(record) ? textOf(record) : undefined;
    if (text === undefined) unread.push(ordinal);
    else run.push(text);
    const isEnd = text === undefined || run.length === recordsPerLine || ordinal === records.length - 1;
    if (!isEnd || run.length === 0) continue;
    yield { first: ordinal + (text === undefined ? 0 : 1) - run.length, run };
    run = [];
  }
}
