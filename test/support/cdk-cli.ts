import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finished, type Outcome } from './exchange-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');

/** Runs the real CDK CLI as an ops team does, with nothing in its environment but what a rehearsal told it to export. */
export function cdk(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Outcome> {
  const { PATH, HOME } = process.env;
  return finished(
    spawn(process.execPath, [program, ...args, '--no-notices', '--no-color'], {
      cwd: root,
      env: { PATH, HOME, NODE_NO_WARNINGS: '1', CDK_DISABLE_CLI_TELEMETRY: 'true', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** As `cdk`; throws with all that it said where it failed. */
export async function cdkDoes(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cdk(environment, ...args);
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  return `${stdout}\n${stderr}`;
}
