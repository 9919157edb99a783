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

/** Loads a language's catalogue and then turns the page to it. */
export async function speak(chosen: Language): Promise<void> {
  const catalogue = await loaders[chosen]();
  shown.value = { language: chosen, catalogue };
  language.value = chosen;
}

const loaders: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  ar: async () => (await import('./ar.json')).default,
  fr: async () => (await import('./fr.json')).default,
  en: async () => (await import('./en.json')).default,
};

const shown = signal<{ readonly language: Language; readonly catalogue: Catalogue } | undefined>(undefined);

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
