import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A rehearsal in a process of its own, as `npm start` makes it, with its state below `folder`. */
export interface RehearsalProcess {
  readonly residentBytes: () => Promise<number>;
  readonly readySeconds: number;
  readonly stop: () => Promise<void>;
}

export async function startRehearsalProcess(folder: string): Promise<RehearsalProcess> {
  const begin = performance.now();
  const endpoints = join(folder, '.rehearsal', 'endpoints.json');
  const args = [
    '--single-threaded-gc',
    '--import',
    'tsx',
    'bin/rehearse.ts',
    '--port',
    '0',
    '--empty',
    '--state',
    join(folder, '.rehearsal'),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  while (!(await exists(endpoints))) {
    if (child.exitCode !== null) throw new Error(`the rehearsal ended with ${child.exitCode} before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    readySeconds: (performance.now() - begin) / 1000,
    residentBytes: () => residentBytesOf(child),
    stop: () => stopped(child),
  };
}

/** Runs a command of the `exchange` program in `folder`, whose `.rehearsal` it finds; answers what it printed. */
export async function exchange(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'bin', 'cli.mjs'), ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`exchange ${args[0]} ended with ${code}`);
  return Buffer.concat(printed).toString('utf8');
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function residentBytesOf(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
}

async function stopped(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  await ended;
}
