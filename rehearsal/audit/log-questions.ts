import type { Phrase } from '../trilingual.ts';

/** What a reader of the page gives with a question; some want nothing. */
export type GivenKind = 'country' | 'person' | 'document' | 'dispatches';

export interface LogQuestion {
  readonly id: string;
  readonly titles: Phrase;
  readonly given?: GivenKind;
}

/** Records that were read once and may be asked many things. */
export interface ReadLog {
  /** Indexes of the lines that answer, in their order; a sentence where the value is none that the question takes. */
  readonly answer: (id: string, value: string) => readonly number[] | { readonly wanted: string };
  /** Values that occur in the log. */
  readonly occurring: Readonly<Record<GivenKind, readonly string[]>>;
  /** The commands that ask the same offline, with proof. */
  readonly commands: (id: string, value: string) => readonly string[];
}

/** The auditor's questions. They come from outside: the rehearsal knows the log, and not what is asked of it. */
export interface LogQuestions {
  readonly all: readonly LogQuestion[];
  readonly read: (lines: readonly string[]) => ReadLog;
}
