import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';

const program = fileURLToPath(new URL('../../bin/cli.mjs', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `exchange ARGS` as a process of its own in `folder`, whose `.rehearsal` it finds. */
export async function exchange(folder: string, ...args: readonly string[]): Promise<Outcome> {
  return finished(startExchange(folder, ...args));
}

export function startExchange(folder: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, EXCHANGE_DIRECTORY: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function finished(child: ChildProcess): Promise<Outcome> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') };
}

/** As `exchange` with --json: throws with all that it said where it failed, otherwise parses its answer. */
export async function exchangeJson<T>(folder: string, schema: z.ZodType<T>, ...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await exchange(folder, ...args, '--json');
  if (code !== 0) throw new Error(`exchange ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  return schema.parse(JSON.parse(stdout));
}
