import { type Signal, signal } from '@preact/signals';
import { onSessionEnd } from '../../session/session.ts';
import type { Chosen } from './chosen.ts';
import type { Fields } from './form-fields.ts';

/** What a person has begun to write. It outlives a look at another page, and Back; it is nowhere but in memory. */
export interface Begun {
  readonly fields: Signal<Fields>;
  readonly documents: Signal<readonly Chosen[]>;
  /** Of a draft for comment. */
  readonly text: Signal<string>;
}

/** What was begun under this name: `new`, `draft`, or the dispatch that is answered. */
export function begunOf(name: string, first: Fields): Begun {
  const known = everything.get(name);
  if (known) return known;
  const begun = { fields: signal(first), documents: signal<readonly Chosen[]>([]), text: signal('') };
  everything.set(name, begun);
  return begun;
}

/** After it was sent. */
export function forgetBegun(name: string): void {
  everything.delete(name);
}

const everything = new Map<string, Begun>();
onSessionEnd(() => {
  for (const { documents } of everything.values()) for (const { cancel } of documents.value) cancel();
  everything.clear();
});

/** The browser asks, in its own words, before it throws away what was chosen or written. */
addEventListener('beforeunload', (event) => {
  if ([...everything.values()].some(({ documents, text }) => documents.value.length > 0 || text.value !== '')) event.preventDefault();
});
