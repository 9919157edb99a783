import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import * as z from 'zod/mini';

/** Sentences of the first view begin so; all others come with the first page behind it. */
const firstOnes = /^(?:title|skip|language|sign-out|waiting|footer|nav|rehearsal|problem|welcome|renewal|failure)(?:\.|$)/;

/** `./ar.json?first` holds the sentences of the first view, `./ar.json?rest` the others: people edit one file a language. */
export function splitWords(folder: string): Plugin {
  return {
    name: 'split-words',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.json\?(?:first|rest)$/ }, ({ path }) => {
        const [, language, part] = /(\w+)\.json\?(\w+)$/.exec(path) ?? [];
        return { path: `${language}-${part}.js`, namespace: 'words', pluginData: { language, part } };
      });
      onLoad({ filter: /./, namespace: 'words' }, async ({ pluginData }) => {
        const { language, part } = asked.parse(pluginData);
        const all = catalogue.parse(JSON.parse(await readFile(join(folder, `${language}.json`), 'utf8')));
        const words = Object.entries(all).filter(([key]) => firstOnes.test(key) === (part === 'first'));
        return { contents: `export const words = ${JSON.stringify(Object.fromEntries(words))};`, loader: 'js' };
      });
    },
  };
}

const asked = z.object({ language: z.string(), part: z.enum(['first', 'rest']) });
const catalogue = z.record(z.string(), z.string());
