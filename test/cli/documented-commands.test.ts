import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { buildProgram } from '../../cli/program.ts';
import packageFile from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));
const lines = pages.flatMap((page) =>
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .map((text) => ({ page, text })),
);
/** What follows `before` in the pages, up to where the command ends. */
const foundAfter = (before: RegExp) =>
  lines.flatMap(({ page, text }) =>
    [...text.matchAll(before)].map(({ 1: command = '' }) => ({ page, command: command.split(/ [|>#] |;|&&|\)/)[0]?.trim() ?? '' })),
  );

const program = buildProgram(
  {
    now: () => new Date(),
    random: Math.random,
    sleep: async () => {},
    version: '0',
    cwd: '',
    home: '',
    out: () => {},
    err: () => {},
    isTerminal: false,
    prove: async () => 0,
    verifyPage: async () => '',
    openBrowser: () => {},
    onInterrupt: () => () => {},
  },
  // as the program does: every command speaks
  (command) => command.option('--json').option('--language <language>'),
);

/** What of a documented command does not exist; undefined where all of it does. */
function missingOf(text: string): string | undefined {
  const [first, ...words] = text.split(/\s+/);
  let command = program.commands.find((one) => one.name() === first);
  if (!command) return first;
  let within: Command = command;
  while (words[0] !== undefined) {
    const next = within.commands.find((one) => one.name() === words[0]);
    if (!next) break;
    words.shift();
    within = next;
  }
  command = within;
  if (command.name() === 'prove') return undefined;
  const known = new Set(command.options.flatMap(({ long, short }) => [long, short]));
  return words
    .map((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1])
    .find((option) => option !== undefined && option !== '--help' && option !== '--version' && !known.has(option));
}

test('every command and option of the exchange program that a page names exists', () => {
  const named = foundAfter(/(?:npx |`)exchange ((?!--)[a-z][^`]*)/g);
  expect(named.length).toBeGreaterThan(150);
  const wrong = named.flatMap(({ page, command }) => {
    const missing = missingOf(command);
    return missing === undefined ? [] : [`${page}: ${missing} of "exchange ${command}"`];
  });
  expect(wrong).toEqual([]);
});

test('every npm script and option of npm start that a page names exists', () => {
  const scripts = foundAfter(/npm run (?:-s )?([a-z:-]+)/g).filter(({ command }) => !(command in packageFile.scripts));
  expect(scripts).toEqual([]);
  const usage = readFileSync(join(root, 'bin', 'rehearse.ts'), 'utf8');
  const options = foundAfter(/npm start -- ([^`]*)/g).flatMap(({ page, command }) =>
    [...command.matchAll(/--([a-z-]+)/g)].map(({ 1: name }) => ({ page, name })),
  );
  expect(options.length).toBeGreaterThan(5);
  expect(options.filter(({ name }) => !usage.includes(`    ${name}: {`))).toEqual([]);
});
