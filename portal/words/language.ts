import { effect, signal } from '@preact/signals';

export const languages = ['ar', 'fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** Names of the languages in themselves, for the switch. */
export const languageNames: Readonly<Record<Language, string>> = { ar: 'العربية', fr: 'Français', en: 'English' };

/** The language of the page. Kept between visits; at first the browser's, else Arabic. */
export const language = signal<Language>(initialLanguage());

/** Country whose digits, months and clock the page uses; absent before anybody has chosen one. */
export const place = signal<{ readonly country: string; readonly timeZone: string } | undefined>(undefined);

export function isLanguage(text: string | null | undefined): text is Language {
  return languages.some((one) => one === text);
}

/** BCP 47 for Intl: the page's language as written in the country, in the Gregorian calendar that all eight use. */
export function locale(): string {
  const region = place.value ? `-${place.value.country}` : '';
  return `${language.value}${region}-u-ca-gregory`;
}

/** Keeps `lang` and `dir` of the page, and the choice, in step. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dir = language.value === 'ar' ? 'rtl' : 'ltr';
    remember(language.value);
  });
}

const key = 'language';

function initialLanguage(): Language {
  const kept = recall();
  if (isLanguage(kept)) return kept;
  const spoken = navigator.languages.map((one) => one.slice(0, 2).toLowerCase()).find(isLanguage);
  return spoken ?? 'ar';
}

function recall(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(chosen: Language): void {
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // a browser that keeps nothing asks again
  }
}
