import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Brings cdk.out in step with the sources once, before any test reads it. */
export default function synthesizeOnce() {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const script = "const { synthesize } = await import('./bin/synthesize.ts'); await synthesize(process.cwd(), () => {});";
  const outcome = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (outcome.status !== 0) throw new Error(`the templates could not be synthesized:\n${outcome.stderr}`);
}
