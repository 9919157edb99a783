import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newRecordFile, recordsFolder } from '../../bin/release-record.ts';
import { root } from '../lib/templates.ts';
import { finished, type Outcome } from '../support/exchange-program.ts';

const program = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  finished(
    spawn(process.execPath, ['--import', 'tsx', file, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

test('programs that are used wrongly say what was wrong in a sentence, without a trace of their code', async () => {
  const ran = await Promise.all([
    program('bin/rehearse.ts', ['--nonsense']),
    program('bin/rehearse.ts', ['--port']),
    program('bin/rehearse.ts', ['--bare', '--state', '/proc/none']),
    program('bench/scale.ts', ['--minutes', 'ten']),
    program('bin/prove.ts', ['--nonsense']),
    program('bin/exchange.ts', [], { EXCHANGE_STAGE: 'staging' }),
    program('bin/exchange.ts', [], { CDK_CONTEXT_JSON: JSON.stringify({ config: 'none.json' }) }),
    program('bin/exchange.ts', [], { CDK_CONTEXT_JSON: JSON.stringify({ config: 'none.json', stage: 'pilot' }) }),
  ]);
  for (const { stderr, stdout } of ran) expect(stderr + stdout).not.toMatch(/^\s+at |Error:/m);
  expect(ran.map(({ code, stderr }) => [code, stderr.trim().split('\n').at(-1)])).toEqual([
    [1, expect.stringMatching(/^Unknown option '--nonsense'.* See npm start -- --help\.$/)],
    [1, expect.stringMatching(/^Option '--port <value>' argument missing.* See npm start -- --help\.$/)],
    [1, expect.stringMatching(/\/proc\/none cannot be made \(\w+\): name another folder with --state$/)],
    [1, '--minutes: got ten, wanted a number up to 120'],
    [2, expect.stringMatching(/^Nothing is proven: Unknown option '--nonsense'/)],
    [1, expect.stringContaining('wanted the configuration of the stage staging')],
    [1, expect.stringContaining('wanted a file that can be read')],
    [1, expect.stringContaining('leave one out')],
  ]);
}, 60_000);

test('the proof answers in JSON also where it is asked wrongly', async () => {
  const { code, stdout } = await program('bin/prove.ts', ['--nonsense', '--json']);
  expect({ code, json: JSON.parse(stdout) }).toMatchObject({
    code: 2,
    json: { error: { code: 'NothingProven', message: expect.stringContaining('--nonsense') } },
  });
}, 60_000);

test('the record of a release that was committed is never written again', async () => {
  const [recorded = ''] = (await readdir(join(root, recordsFolder))).filter((name) => name.endsWith('.json'));
  expect(() => newRecordFile(root, recorded.replace(/\.json$/, ''))).toThrow('set the next version in package.json first');
  expect(newRecordFile(root, '99.0.0')).toBe(join(recordsFolder, '99.0.0.json'));
});
