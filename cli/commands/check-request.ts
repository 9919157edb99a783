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
  /** Instruments beside it. */
  readonly furtherBasis?: readonly string[];
  readonly file: string;
}

/** Says what a drafted request still lacks under all the instruments that it cites. Works offline; what the file says leaves this machine in no way. */
export async function checkRequest({ host, output }: Run, { basis, furtherBasis = [], file }: CheckRequestOptions): Promise<ExitCode> {
  const cited = [basis, ...furtherBasis.map((one) => one.replace(/:.*/, ''))];
  const known = requireInstrument(basis, host.now());
  const gaps = gapsIn(await readRequest(resolve(host.cwd, file)), askedBy(cited, host.now()));
  output.result({ instrument: basis, version: known.version, cited, gaps }, linesAbout(gaps, cited.join(', ')));
  return gaps.length === 0 ? exitCodes.done : exitCodes.toBeCured;
}

/** Throws RequestIncomplete where the file lacks something. */
export async function requireCompleteRequest(path: string, cited: readonly string[], now: Date): Promise<void> {
  const gaps = gapsIn(await readRequest(path), askedBy(cited, now));
  if (gaps.length > 0) throw new Failure('RequestIncomplete', gaps.map(wordsOf).join('; '));
}

/** All that any of the instruments asks for. */
function askedBy(cited: readonly string[], now: Date) {
  return { requiredFields: cited.flatMap((id) => requireInstrument(id, now).requiredFields) };
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
