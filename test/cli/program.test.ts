import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../../cli/exit-codes.ts';
import { makeOutput, plain } from '../../cli/output.ts';
import { delayMs, retrying } from '../../client/retry.ts';
import { exchange } from '../support/exchange-program.ts';
import { run } from '../support/run-exchange.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['no command', []],
  ['an unknown command', ['sent']],
  ['an unknown option', ['inbox', '--as', 'MA', '--fast']],
  ['a required option left out', ['inbox']],
  ['no file', ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1']],
  ['a country in small letters', ['inbox', '--as', 'ma']],
  ['a case that is none', ['send', '--as', 'EG', '--to', 'MA', '--case', 'x y', 'f']],
  ['an unknown urgency', ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1', '--urgency', 'soon', 'f']],
  ['a dispatch id that is a path', ['open', '../x', '--as', 'MA', '--out', 'in']],
  ['a wait without end', ['send', '--as', 'EG', '--to', 'MA', '--case', 'EG-1', '--wait', '86401', 'f']],
  ['a page of nothing', ['inbox', '--as', 'MA', '--limit', '0']],
  ['two dispatches', ['open', '0'.repeat(26), '1'.repeat(26), '--as', 'MA', '--out', 'in']],
  ['a file number in small letters', ['acknowledge', '0'.repeat(26), '--as', 'MA', '--file-number', 'x']],
])('%s is wrong use', async (_name, args) => {
  expect(await run(folder, [...args, '--json'])).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
  const { code, err, out } = await run(folder, args);
  expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/InvalidArguments: /) });
  expect(out).toBe('');
});

test('the exit codes are those that the help names', async () => {
  const { out, code } = await run(folder, ['--help']);
  expect(code).toBe(0);
  for (const number of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`[:·\n] ?${number} `));
});

test('the program starts from its own file, in any folder', async () => {
  expect(await exchange(folder, '--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
  expect(await exchange(folder, 'inbox', '--as', 'MA', '--json')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^\{"error":\{"code":"NoExchange".*\}\n$/),
    stderr: '',
  });
});

test('a terminal is not told what to do by a name or a refusal', () => {
  expect(plain('a\u001b[2Jb\u202ec\u009bd\re')).toBe('a\ufffd[2Jb\ufffdc\ufffdd\ufffde');
  expect(plain('طلب.pdf')).toBe('طلب.pdf');
});

test('bars are drawn on a terminal only, and at most ten times a second', () => {
  const drawn = (isTerminal: boolean): string[] => {
    const lines: string[] = [];
    let now = 0;
    const host = { out: () => {}, err: (text: string) => lines.push(text), isTerminal, now: () => new Date(now) };
    const bar = makeOutput(host, { json: true, language: 'en' }).progress('Sending', 100);
    for (; now < 1000; now += 10) bar.advance(1);
    bar.end();
    return lines;
  };
  expect(drawn(false)).toEqual([]);
  expect(drawn(true).length).toBeLessThanOrEqual(12);
  expect(drawn(true).join('')).toContain('100 %');
});

test('retries wait longer and longer, up to a limit, and never without jitter', () => {
  const plan = { attempts: 9, firstMs: 100, longestMs: 1000 };
  const waits = (random: number) => [1, 2, 3, 4, 5, 60].map((attempt) => delayMs(attempt, { ...plan, random: () => random }));
  expect(waits(0)).toEqual([50, 100, 200, 400, 500, 500]);
  expect(waits(1)).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test('a failure for good is not tried again, and attempts have an end', async () => {
  const how = { attempts: 3, firstMs: 1, longestMs: 1, random: () => 0, sleep: async () => {} };
  let tries = 0;
  const failing = async () => {
    tries++;
    throw new Error(`try ${tries}`);
  };
  await expect(retrying(failing, () => false, how)).rejects.toThrow('try 1');
  await expect(retrying(failing, () => true, how)).rejects.toThrow('try 4');
});
