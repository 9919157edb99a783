import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgedBy } from './guard.ts';
import { deployed, root } from './templates.ts';
import { weakened, withAnother } from './weakened.ts';
import { aboutDocuments } from './weakenings/documents.ts';
import { aboutDoors, additions } from './weakenings/doors.ts';
import { aboutKeys } from './weakenings/keys.ts';

const rules = join(root, 'lib', 'rules');
const files = readdirSync(rules).map((name) => {
  const path = join(rules, name);
  return { name, path, rules: [...readFileSync(path, 'utf8').matchAll(/^rule (\w+)/gm)].map((match) => match[1] ?? '') };
});
const synthesis = deployed();
const templates = new Map(synthesis.stacks.map(({ id, text }) => [id, compact(text)]));
const textOf = (stack: string): string => synthesis.stack(stack).text;
const weak = [
  ...[...aboutDocuments, ...aboutKeys, ...aboutDoors].map(([rule, one]) => ({
    rule,
    name: one.name,
    text: weakened(textOf(one.stack), one),
  })),
  ...additions.map(([rule, one]) => ({ rule, name: one.name, text: withAnother(textOf(one.stack), one) })),
];

describe.each(files)('$name', ({ path, rules: names }) => {
  test.each(weak.filter(({ rule }) => names.includes(rule)))('$rule catches $name', ({ rule, name, text }) => {
    const verdict = judgedBy(path, new Map([[name, text]])).get(name);
    expect(verdict?.broken).toContain(rule);
  });

  test('no template breaks a rule, and every rule has something to look at', () => {
    const verdicts = judgedBy(path, templates);
    expect([...verdicts].filter(([, { broken }]) => broken.length > 0)).toEqual([]);
    expect(verdicts.size).toBe(templates.size);
    expect([...new Set([...verdicts.values()].flatMap(({ kept }) => kept))].sort()).toEqual([...names].sort());
  });

  test('every rule has a weakened template', () => {
    expect([...new Set(weak.map(({ rule }) => rule))]).toEqual(expect.arrayContaining([...names]));
  });
});

function compact(text: string): string {
  return JSON.stringify(JSON.parse(text));
}
