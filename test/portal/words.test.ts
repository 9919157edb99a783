import { MessageFormat } from 'messageformat';
import { type Language, wordsOf } from '../support/portal-visitor.ts';

const languages: readonly Language[] = ['ar', 'fr', 'en'];

describe('the catalogues', () => {
  test('hold the same sentences in each language', async () => {
    const [ar, fr, en] = await Promise.all(languages.map(async (language) => Object.keys(await wordsOf(language)).sort()));
    expect(ar).toEqual(en);
    expect(fr).toEqual(en);
  });

  test('use the same values in each language', async () => {
    const [ar, fr, en] = await Promise.all(languages.map(wordsOf));
    for (const key of keysOf(en)) {
      const wanted = valuesOf(en?.[key]);
      expect([key, valuesOf(ar?.[key])]).toEqual([key, wanted]);
      expect([key, valuesOf(fr?.[key])]).toEqual([key, wanted]);
    }
  });

  test.each(languages)('are well-formed and complete in their plurals: %s', async (language) => {
    const words = await wordsOf(language);
    const wanted = new Intl.PluralRules(language)
      .resolvedOptions()
      .pluralCategories.filter((category) => !['other', 'many'].includes(category) || language === 'ar');
    for (const key of keysOf(words)) {
      const source = words[key];
      new MessageFormat(language, source);
      if (!source.includes('.match')) continue;
      for (const category of wanted.filter((one) => one !== 'other'))
        expect([key, source]).toEqual([key, expect.stringContaining(` ${category} {{`)]);
      expect([key, source]).toEqual([key, expect.stringMatching(/ \* \{\{/)]);
    }
  });

  test.each(languages)('every count from 0 to 120 is said: %s', async (language) => {
    const message = new MessageFormat(language, (await wordsOf(language))['documents.count'], { bidiIsolation: 'none' });
    const said = Array.from({ length: 121 }, (_, count) => message.format({ count }));
    expect(said.every((text) => text.length > 3 && !text.includes('{'))).toBe(true);
    expect(new Set(said).size).toBe(121);
  });
});

function keysOf(words: Awaited<ReturnType<typeof wordsOf>> | undefined): readonly (keyof Awaited<ReturnType<typeof wordsOf>>)[] {
  return Object.keys(words ?? {}).flatMap((key) => (words && isKeyOf(words, key) ? [key] : []));
}

function isKeyOf<Words extends object>(words: Words, key: string): key is Extract<keyof Words, string> {
  return key in words;
}

function valuesOf(source: string | undefined): readonly string[] {
  return [...new Set((source ?? '').match(/\$\w+/g))].sort();
}
