import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { instrumentToday, knownInstruments } from '../../client/instruments.ts';
import { type Gap, gapsIn, type InstrumentVersion, requestContents } from '../../domain/instrument.ts';
import { parseArguments } from '../arguments.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Run } from './run.ts';

export interface CheckRequestOptions {
  readonly basis: string;
  readonly file: string;
}

/** Says what a drafted request still lacks under an instrument. Works offline; what the file says leaves this machine in no way. */
export async function checkRequest({ host, output }: Run, { basis, file }: CheckRequestOptions): Promise<ExitCode> {
  const known = requireInstrument(basis, host.now());
  const gaps = gapsIn(await readRequest(resolve(host.cwd, file)), known);
  output.result({ instrument: basis, version: known.version, gaps }, linesAbout(gaps, basis));
  return gaps.length === 0 ? exitCodes.done : exitCodes.toBeCured;
}

/** Throws RequestIncomplete where the file lacks something. */
export async function requireCompleteRequest(path: string, basis: string, now: Date): Promise<void> {
  const gaps = gapsIn(await readRequest(path), requireInstrument(basis, now));
  if (gaps.length > 0) throw new Failure('RequestIncomplete', gaps.map(wordsOf).join('; '));
}

function requireInstrument(id: string, now: Date): InstrumentVersion {
  const known = instrumentToday(id, now);
  if (!known)
    throw new Failure('InvalidArguments', `basis: no data on it; wanted one of ${knownInstruments.map((one) => one.id).join(', ')}`);
  return known;
}

async function readRequest(path: string) {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure('FileUnreadable', undefined, { cause });
  }
  return parseArguments(requestContents, parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('InvalidArguments', 'the request is not JSON', { cause });
  }
}

function linesAbout(gaps: readonly Gap[], basis: string): readonly string[] {
  if (gaps.length === 0) return [`The request says all that ${basis} asks for.`];
  return [`Under ${basis} the request lacks:`, ...gaps.map((gap) => `  ${wordsOf(gap)}`)];
}

function wordsOf({ field, problem }: Gap): string {
  return problem === 'missing' ? field : `${field}: the reason is missing`;
}
