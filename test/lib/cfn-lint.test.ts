import { type ExecFileException, execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { deployed } from './templates.ts';

const run = promisify(execFile);
/** Less than the ten minutes after which a file counts as hung. */
const longestMs = 480_000;

/** Findings of cfn-lint that are accepted, with the reason. */
const accepted: Readonly<Record<string, string>> = {
  W3005: 'a dependency that is stated and implied: CDK writes its own deployment function so',
};

const finding = z.object({ Filename: z.string(), Level: z.string(), Message: z.string(), Rule: z.object({ Id: z.string() }) });

test(
  'cfn-lint finds nothing in any template',
  async () => {
    if (!(await installed())) {
      console.warn('skipped: cfn-lint is not installed (pip install cfn-lint)');
      return;
    }
    const directory = await mkdtemp(join(tmpdir(), 'cfn-lint-'));
    try {
      const { stacks } = deployed();
      for (const { id, text } of stacks) await writeFile(join(directory, `${id}.template.json`), text);
      const findings = await lint(stacks.map(({ id }) => join(directory, `${id}.template.json`)));
      expect(
        findings
          .filter(({ Rule }) => !(Rule.Id in accepted))
          .map((one) => `${one.Filename.split('/').at(-1)} ${one.Rule.Id} ${one.Message}`),
      ).toEqual([]);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  longestMs + 10_000,
);

async function installed(): Promise<boolean> {
  try {
    await run('cfn-lint', ['--version'], { timeout: 90_000 });
    return true;
  } catch {
    return false;
  }
}

/** One process for all templates. Throws where cfn-lint itself fails: a check that did not run found nothing. */
async function lint(files: readonly string[]): Promise<readonly z.infer<typeof finding>[]> {
  const args = ['--format', 'json', '--non-zero-exit-code', 'none', '--', ...files];
  const { stdout } = await run('cfn-lint', args, { timeout: longestMs, maxBuffer: 64 * 1024 * 1024 }).catch((cause: ExecFileException) => {
    throw new Error(`cfn-lint did not finish: ${cause.message}`, { cause });
  });
  return z.array(finding).parse(JSON.parse(stdout));
}
