import { computed, signal } from '@preact/signals';
import { MessageFormat } from 'messageformat';
import type english from './en.json';
import { type Language, language, locale } from './language.ts';

/** A sentence of the portal. The three catalogues hold the same keys (a test). */
export type Key = keyof typeof english;
export type Catalogue = Readonly<Record<Key, string>>;
export type Arguments = Readonly<Record<string, string | number>>;

/** The page's catalogue is here; before that nothing can be said. */
export const areWordsHere = computed(() => shown.value !== undefined);

/** The sentence in the page's language: MessageFormat 2 (Unicode LDML part 9), so plural forms and digits are the locale's. */
export function t(key: Key, values?: Arguments): string {
  return formatted(key, values);
}

export function isKey(text: string): text is Key {
  return shown.value !== undefined && text in shown.value.catalogue;
}

/** Loads a language's sentences and then turns the page to it. */
export async function speak(chosen: Language): Promise<void> {
  turn += 1;
  const mine = turn;
  const parts = [loaders[chosen].first(), ...(isWholeWanted ? [loaders[chosen].rest()] : [])];
  const catalogue = Object.assign({}, ...(await Promise.all(parts)).map(({ words }) => words));
  // whoever chose once more meanwhile wins
  if (mine !== turn) return;
  shown.value = { language: chosen, catalogue };
  language.value = chosen;
}

/** Loads the sentences of the pages behind the first view too, now and in whatever language is chosen later. */
export async function speakWhole(): Promise<void> {
  if (isWholeWanted) return;
  isWholeWanted = true;
  await speak(language.value);
}

interface Part {
  readonly words: Readonly<Record<string, string>>;
}

const loaders: Readonly<Record<Language, Readonly<Record<'first' | 'rest', () => Promise<Part>>>>> = {
  ar: { first: () => import('./ar.json?first'), rest: () => import('./ar.json?rest') },
  fr: { first: () => import('./fr.json?first'), rest: () => import('./fr.json?rest') },
  en: { first: () => import('./en.json?first'), rest: () => import('./en.json?rest') },
};

let isWholeWanted = false;
let turn = 0;

const shown = signal<{ readonly language: Language; readonly catalogue: Readonly<Partial<Record<Key, string>>> } | undefined>(undefined);

/** Compiled messages of the present locale. */
const compiled = computed(() => ({ locale: locale(), catalogue: shown.value?.catalogue, messages: new Map<Key, MessageFormat>() }));

function formatted(key: Key, values?: Arguments): string {
  const { catalogue, messages, locale: inLocale } = compiled.value;
  const source = catalogue?.[key];
  if (source === undefined) return '';
  if (values === undefined && !source.includes('{')) return source;
  const known = messages.get(key);
  const message = known ?? new MessageFormat(inLocale, source, { bidiIsolation: inLocale.startsWith('ar') ? 'default' : 'none' });
  if (!known) messages.set(key, message);
  return message.format({ ...values });
}
