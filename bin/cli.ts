import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ExitCode, exitCodes } from '../cli/exit-codes.ts';
import { runExchange } from '../cli/program.ts';
import { realHost } from './host.ts';

process.exitCode = await runExchange(process.argv.slice(2), realHost(prove));

/** The bundle that this is part of lies elsewhere: the sources are beside the program that was called. */
async function prove(args: readonly string[]): Promise<ExitCode> {
  const program = join(dirname(realpathSync(process.argv[1] ?? '')), 'prove.ts');
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program, ...args], { stdio: 'inherit' });
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  return Object.values(exitCodes).find((known) => known === code) ?? exitCodes.broken;
}
