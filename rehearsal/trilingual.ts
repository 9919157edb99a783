/** One sentence or word in the languages of the exchange. */
export interface Phrase {
  readonly en: string;
  readonly fr: string;
  readonly ar: string;
}

/** The phrase in all three languages, each in an element that says which it is. The phrase is written here, not data: it is not escaped. */
export function trilingual({ en, fr, ar }: Phrase, element: 'span' | 'p' = 'span'): string {
  return [
    `<${element} lang="en" dir="ltr">${en}</${element}>`,
    `<${element} lang="fr" dir="ltr">${fr}</${element}>`,
    `<${element} lang="ar" dir="rtl">${ar}</${element}>`,
  ].join(' ');
}
