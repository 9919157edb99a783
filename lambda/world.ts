import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** Time, chance and the log, as logic is given them. */
export interface World {
  readonly now: () => Date;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/** Writes one JSON line. Never a name, case reference, key, link or other case data: dispatch ids, codes and counts only. */
export type Log = (line: LogLine) => void;

export interface LogLine {
  /** What happened, in PascalCase. */
  readonly event: string;
  readonly [field: string]: string | number | boolean | readonly string[] | undefined;
}

export const world: World = {
  now: () => new Date(),
  randomBytes: (length) => randomBytes(length),
  pause: (milliseconds) => setTimeout(milliseconds),
  log: (line) => process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`),
};
