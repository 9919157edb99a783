import { writeFile } from 'node:fs/promises';
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
  const findings: Finding[] = [];
  const texts = records.map((record, ordinal) => {
    const text = isObject(record) ? textOf(record) : undefined;
    if (text === undefined) findings.push(about('RecordNotRead', `ordinal ${ordinal}`));
    return text;
  });
  const lines = runsOf(texts).map(({ first, run }) => `{"first":${first},"Records":[${run.join(',')}]}\n`);
  if (lines.length > 0) await writeFile(target, lines);
  return { findings, largestBytes: Math.max(0, ...lines.map((line) => Buffer.byteLength(line))) };
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

/** Readable neighbours together, so that the ordinal of each follows from that of the first. */
function runsOf(texts: readonly (string | undefined)[]): readonly Run[] {
  const runs: Run[] = [];
  texts.forEach((text, ordinal) => {
    if (text === undefined) return;
    const last = runs.at(-1);
    if (last && last.first + last.run.length === ordinal && last.run.length < recordsPerLine) last.run.push(text);
    else runs.push({ first: ordinal, run: [text] });
  });
  return runs;
}
