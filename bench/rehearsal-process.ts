import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A rehearsal in a process of its own, as `npm start` makes it, with its state below `folder`. */
export interface RehearsalProcess {
  readonly residentBytes: () => Promise<number>;
  /** Of the process since it began, whatever else the machine does. */
  readonly processorSeconds: () => Promise<number>;
  readonly readySeconds: number;
  readonly stop: () => Promise<void>;
}

export async function startRehearsalProcess(folder: string, more: readonly string[] = []): Promise<RehearsalProcess> {
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
    ...more,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  child.once('exit', (code, signal) => {
    if (code !== 0) console.error(`the rehearsal ended with ${signal ?? code}`);
  });
  while (!(await exists(endpoints))) {
    if (child.exitCode !== null) throw new Error(`the rehearsal ended with ${child.exitCode} before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    readySeconds: (performance.now() - begin) / 1000,
    residentBytes: () => residentBytesOf(child),
    processorSeconds: () => processorSecondsOf(child),
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

/** proc(5), `stat`: utime and stime, in hundredths of a second; the name before them may hold anything but ends with the last bracket. */
async function processorSecondsOf(child: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGINT');
  await ended;
}
