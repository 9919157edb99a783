import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { present } from './templates.ts';

/** What Guard says of one template. A rule that has nothing to look at stands in neither list. */
export interface Verdict {
  readonly broken: readonly string[];
  readonly kept: readonly string[];
}

const verdicts = z.array(
  z.object({
    name: z.string(),
    not_compliant: z.array(z.object({ Rule: z.object({ name: z.string() }) })),
    compliant: z.array(z.string()),
  }),
);

// exit codes of `cfn-guard validate`: all rules kept, some broken
const kept = 0;
const broken = 19;

/** Runs the Guard engine that ships within @cdklabs/cdk-validator-cfnguard, once, and answers a verdict for each template by its key. */
export function judgedBy(rules: string, templates: ReadonlyMap<string, string>): ReadonlyMap<string, Verdict> {
  const directory = mkdtempSync(join(tmpdir(), 'guard-'));
  try {
    const keys = [...templates.keys()];
    keys.forEach((key, index) => {
      writeFileSync(join(directory, `${index}.template.json`), present(key, templates.get(key)));
    });
    const args = ['validate', '--rules', rules, '--data', directory, '--structured', '--output-format', 'json', '--show-summary', 'none'];
    const { status, stdout, stderr, error } = spawnSync(engine(), args, {
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      timeout: 240_000,
    });
    if (error || (status !== kept && status !== broken)) throw new Error(`cfn-guard ended with ${status}: ${stderr}`, { cause: error });
    return new Map(
      verdicts.parse(JSON.parse(stdout)).map((one) => {
        const key = present(one.name, keys[Number.parseInt(basename(one.name), 10)]);
        return [key, { broken: one.not_compliant.map(({ Rule }) => Rule.name), kept: one.compliant }];
      }),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function engine(): string {
  const platforms: Readonly<Record<string, string>> = { linux: 'ubuntu', darwin: 'macos' };
  const architectures: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
  const shipped = dirname(createRequire(import.meta.url).resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
  const platform = present(`a Guard engine for ${process.platform}`, platforms[process.platform]);
  return join(shipped, 'bin', platform, present(`a Guard engine for ${process.arch}`, architectures[process.arch]), 'cfn-guard');
}
