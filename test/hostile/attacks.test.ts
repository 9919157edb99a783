import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attacks } from './attacks.ts';
import { openWorld, upload, type World } from './world.ts';

const artefacts = fileURLToPath(new URL('../../test-artefacts/hostile', import.meta.url));
let world: World;
const answered = new Map<string, string>();

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world.close();
  await mkdir(artefacts, { recursive: true });
  const rows = attacks.map(({ id, title, answer }) => ({ id, title, answer, got: answered.get(id) ?? 'not run' }));
  const survived = rows.filter(({ answer, got }) => answer === got).length;
  await writeFile(join(artefacts, 'report.json'), JSON.stringify({ attempted: rows.length, survived, rows }, null, 2));
});

test.each(attacks)('$id $title: $answer', async ({ id, answer, run }) => {
  const got = await run(world);
  answered.set(id, got);
  expect(got).toBe(answer);
});

test('no id stands twice, and there are more than sixty', () => {
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThan(60);
});

test('after all of it an honest dispatch still arrives, once, and what had arrived is as it was', async () => {
  const { dispatchId, link } = await world.deposit();
  expect(await upload(link, world.bytes)).toBe('200');
  await world.rehearsing.rehearsal().idle();
  expect(await world.morocco.home.showDispatch(dispatchId)).toMatchObject({ state: 'available' });
  const untouched = await world.morocco.home.showDispatch(world.arrived.dispatchId);
  expect(['available', 'opened']).toContain(untouched.state);
  const response = await fetch(await world.downloadLink());
  expect(Buffer.from(await response.arrayBuffer()).equals(world.bytes)).toBe(true);
});

test('no log holds the signature of a link, a token, a name or a case', async () => {
  const url = new URL(await world.downloadLink());
  await fetch(url);
  await world.rehearsing.rehearsal().idle();
  const secrets = [
    url.searchParams.get('X-Amz-Signature') ?? '',
    url.searchParams.get('X-Amz-Security-Token') ?? '',
    world.tokens.MA,
    'request.pdf',
    'EG-2026-000123',
  ];
  expect(secrets.every((secret) => secret.length > 8)).toBe(true);
  const folder = join(world.rehearsing.folder, '.rehearsal', 'logs');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const { parentPath, name } of files) {
    const lines = (await readFile(join(parentPath, name), 'utf8')).split('\n').filter((line) => line !== '');
    expect(secrets.filter((secret) => lines.some((line) => line.includes(secret)))).toEqual([]);
    // a line of a desk is one JSON object; others are Node's own warnings, and nothing that was sent has got into them
    const others = lines.filter((line) => !line.startsWith('{'));
    expect(others.filter((line) => /[0-9a-z]{26}|2026-|alert|Bcc/i.test(line))).toEqual([]);
    for (const line of lines.filter((each) => each.startsWith('{'))) expect(() => JSON.parse(line)).not.toThrow();
  }
});

test('docs/attacks.md lists them all, as they are', async () => {
  const text = await readFile(fileURLToPath(new URL('../../docs/attacks.md', import.meta.url)), 'utf8');
  const rows = [...text.matchAll(/^\| (\w\d\d) \| (.+) \| `(.+)` \|$/gm)].map(([, id, title, answer]) => ({ id, title, answer }));
  expect(rows).toEqual(attacks.map(({ id, title, answer }) => ({ id, title, answer })));
});
