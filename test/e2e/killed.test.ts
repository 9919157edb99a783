import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { exchangeJson } from '../support/exchange-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const listed = z.object({ dispatches: z.array(z.object({ dispatchId: z.string(), state: z.string() })) });

let folder: string;
let running: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
});
afterAll(async () => {
  if (running) await ended(running, 'SIGKILL');
  await rm(folder, { recursive: true });
});

/** Resolves when the program says that it is ready: it prints what to open after everything answers. */
async function start(): Promise<ChildProcess> {
  const args = ['--import', 'tsx', 'bin/rehearse.ts', '--port', '0', '--empty', '--state', join(folder, '.rehearsal')];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  child.stderr.resume();
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Ctrl-C')) break;
  }
  expect(printed).toContain('Ctrl-C');
  return child;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill(signal);
  const [code] = await exit;
  running = undefined;
  return code;
}

test('what a killed rehearsal acknowledged is there when it starts again; Ctrl-C stops it cleanly and takes its endpoints away', async () => {
  const first = await start();
  await writeFile(join(folder, 'request.pdf'), 'a request');
  const sent = await exchangeJson(
    folder,
    z.object({ dispatchId: z.string() }),
    'send',
    '--as',
    'EG',
    '--to',
    'MA',
    '--case',
    'EG-2026-000123',
    'request.pdf',
  );
  await ended(first, 'SIGKILL');

  const second = await start();
  const endpoints = join(folder, '.rehearsal', 'endpoints.json');
  expect((await stat(endpoints)).mode & 0o777).toBe(0o600);
  const { dispatches } = await exchangeJson(folder, listed, 'inbox', '--as', 'MA');
  expect(dispatches).toEqual([expect.objectContaining({ dispatchId: sent.dispatchId, state: 'available' })]);
  const opened = await exchangeJson(
    folder,
    z.object({ documents: z.array(z.object({ path: z.string() })) }),
    'open',
    sent.dispatchId,
    '--as',
    'MA',
    '--out',
    join(folder, 'out'),
  );
  expect(await readFile(opened.documents[0]?.path ?? '', 'utf8')).toBe('a request');

  expect(await ended(second, 'SIGINT')).toBe(0);
  await expect(stat(endpoints)).rejects.toMatchObject({ code: 'ENOENT' });
}, 300_000);

test('one that is stopped while it starts stops as cleanly', async () => {
  const endpoints = join(folder, '.rehearsal', 'endpoints.json');
  const args = ['--import', 'tsx', 'bin/rehearse.ts', '--port', '0', '--empty', '--state', join(folder, '.rehearsal')];
  running = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
  const isThere = () => stat(endpoints).then(Boolean, () => false);
  while (!(await isThere())) if (running.exitCode !== null) throw new Error(`ended with ${running.exitCode} before it was ready`);
  expect(await ended(running, 'SIGINT')).toBe(0);
  expect(await isThere()).toBe(false);
}, 180_000);
