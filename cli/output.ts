import { DeskRefusal } from '../client/desk-refusal.ts';
import { Failure, failures } from '../client/failure.ts';
import { type Language, Refusal, type RefusalCode } from '../domain/refusal.ts';
import { contentCodes, type ExitCode, exitCodeOfFailure, exitCodeOfRefusal, exitCodes } from './exit-codes.ts';
import type { Host } from './host.ts';

/** Everything that a person or a script reads of a command. */
export interface Output {
  readonly language: Language;
  /** A line for people; nothing with --json. */
  readonly say: (line: string) => void;
  /** A line that people need even where stdout belongs to a script: to stderr. */
  readonly note: (line: string) => void;
  /** The outcome: one line of JSON with --json, otherwise the lines for people. */
  readonly result: (json: Readonly<Record<string, unknown>>, lines: readonly string[]) => void;
  /** A bar on stderr where that is a terminal. */
  readonly progress: (label: string, totalBytes: number) => Progress;
}

export interface Progress {
  readonly advance: (bytes: number) => void;
  readonly end: () => void;
}

export interface OutputStyle {
  readonly json: boolean;
  readonly language: Language;
}

export function makeOutput(host: Pick<Host, 'out' | 'err' | 'isTerminal' | 'now'>, style: OutputStyle): Output {
  return {
    language: style.language,
    say: (line) => (style.json ? undefined : host.out(`${plain(line)}\n`)),
    note: (line) => host.err(`${plain(line)}\n`),
    result: (json, lines) => host.out(style.json ? `${JSON.stringify(json)}\n` : lines.map((line) => `${plain(line)}\n`).join('')),
    progress: (label, totalBytes) => (host.isTerminal ? drawBar(host, label, totalBytes) : silent),
  };
}

/** Reports an error and gives the exit code of the run. With --json it goes to stdout as `{ error: { code, message, detail } }`. */
export function reportError(host: Pick<Host, 'out' | 'err'>, error: unknown, style: OutputStyle): ExitCode {
  const { code, message, detail, exitCode } = describe(error, style.language);
  if (style.json) host.out(`${JSON.stringify({ error: { code, message, ...(detail && { detail }) } })}\n`);
  else host.err(`${plain(`${code}: ${message}${detail ? ` (${detail})` : ''}`)}\n`);
  return exitCode;
}

/** Without characters that a terminal acts upon: controls and bidi overrides (Unicode TR 36). */
export function plain(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}

/** The code of an error that is said in passing. */
export function nameOfError(error: unknown): string {
  return describe(error, 'en').code;
}

interface Description {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly exitCode: ExitCode;
}

function describe(error: unknown, language: Language): Description {
  if (error instanceof DeskRefusal) {
    return { code: error.body.code, message: error.body.sentence[language], detail: error.body.detail, exitCode: exitCodeOfRefusal(error) };
  }
  if (error instanceof Refusal) {
    const { code, sentence, detail } = error.toBody();
    return { code, message: sentence[language], detail, exitCode: exitCodeOfOwn(code) };
  }
  if (error instanceof Failure) {
    return { code: error.code, message: failures[error.code], detail: error.detail, exitCode: exitCodeOfFailure(error.code) };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'Broken', message: `This is a fault of the program: ${message}`, exitCode: exitCodes.broken };
}

/** A domain rule that refuses on this machine refuses a signed statement (these codes) or what the person wanted to send (the others). */
const unverified: ReadonlySet<RefusalCode> = new Set(['SignatureInvalid', 'SignerUnknown', 'InvalidInput', 'DirectoryRefused']);

function exitCodeOfOwn(code: RefusalCode): ExitCode {
  if (contentCodes.has(code)) return exitCodes.contentDiffers;
  return unverified.has(code) ? exitCodes.notVerified : exitCodes.refused;
}

const silent: Progress = { advance: () => {}, end: () => {} };
const barWidth = 28;
const redrawMs = 100;

function drawBar(host: Pick<Host, 'err' | 'now'>, label: string, totalBytes: number): Progress {
  const begun = host.now().getTime();
  let done = 0;
  let drawn = 0;
  const draw = (now: number): void => {
    drawn = now;
    const share = totalBytes === 0 ? 1 : Math.min(1, done / totalBytes);
    const filled = Math.round(share * barWidth);
    const rate = done / Math.max(1, now - begun) / 1.048576e3;
    const bar = '#'.repeat(filled) + '.'.repeat(barWidth - filled);
    host.err(`\r${plain(label)} [${bar}] ${Math.floor(share * 100)} % ${rate.toFixed(1)} MiB/s\u001b[K`);
  };
  return {
    advance: (bytes) => {
      done += bytes;
      const now = host.now().getTime();
      if (now - drawn >= redrawMs) draw(now);
    },
    end: () => {
      draw(host.now().getTime());
      host.err('\n');
    },
  };
}
