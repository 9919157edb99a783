import type { Broken } from './messages.ts';

/** Why the worker could not do what it was asked. */
export class Trouble extends Error {
  readonly why: Broken;

  constructor(why: Broken, options?: ErrorOptions) {
    super(why, options);
    this.why = why;
  }
}

export interface How {
  readonly signal: AbortSignal;
  /** Bytes since the last call; negative where an attempt began anew. */
  readonly onBytes: (bytes: number) => void;
}
