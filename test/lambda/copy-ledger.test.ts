import { lineKey, lineSequence } from '../../domain/copied-ledger.ts';
import { firstBreak, type LedgerEntry, ledgerBytes, ledgerEntry, ledgerGenesis } from '../../domain/ledger.ts';
import { copiedLines } from '../../lambda/aws/copied-lines.ts';
import type { S3Answer, S3Call } from '../../lambda/aws/s3-call.ts';
import { copyLedger } from '../../lambda/copy-ledger/copy-ledger.ts';
import { sha256Hex } from '../../lambda/hash.ts';
import type { LogLine } from '../../lambda/world.ts';

function ledgerOf(count: number): readonly LedgerEntry[] {
  const lines: LedgerEntry[] = [];
  let previous = ledgerGenesis;
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const line = { country: 'MA', sequence, at: '2026-11-28T10:00:00.000Z', kind: 'AssertionSigned', previous };
    lines.push(ledgerEntry.parse(line));
    previous = sha256Hex(ledgerBytes(ledgerEntry.parse(line)));
  }
  return lines;
}

/** As much of S3 as a copy is: conditional PUTs, and listings that go upwards. */
function bucket(refuse: (key: string) => number | undefined = () => undefined) {
  const objects = new Map<string, string>();
  const asked: string[] = [];
  const answer = (status: number, text = ''): S3Answer => ({ status, text, ...(status >= 300 && { errorCode: 'Refused' }) });
  const call: S3Call = async ({ method, key, query = {}, headers = {}, body = '' }) => {
    asked.push(method);
    if (method === 'GET') {
      const next = [...objects.keys()].sort().find((each) => each > (query['start-after'] ?? '') && each.startsWith(query.prefix ?? ''));
      return answer(200, `<ListBucketResult>${next === undefined ? '' : `<Contents><Key>${next}</Key></Contents>`}</ListBucketResult>`);
    }
    const refusal = refuse(key);
    if (refusal !== undefined) return answer(refusal);
    if (headers['if-none-match'] === '*' && objects.has(key)) return answer(412);
    objects.set(key, body);
    return answer(200);
  };
  return { objects, asked, copy: copiedLines('copy', call, { accessKeyId: 'a', secretAccessKey: 'b' }) };
}

function desk(lines: readonly LedgerEntry[], { copy }: Pick<ReturnType<typeof bucket>, 'copy'>, most = 1000) {
  const log: LogLine[] = [];
  const linesAfter = async (sequence: number, limit: number) => lines.filter((line) => line.sequence > sequence).slice(0, limit);
  return { log, run: () => copyLedger({ world: { log: (line) => void log.push(line) }, linesAfter, copy, most, from: 0 }) };
}

test.each([0, 1, 2, 99, 100, 101, 257])('copies a ledger of %i lines whole, once, and the chain holds', async (count) => {
  const lines = ledgerOf(count);
  const there = bucket();
  const { run, log } = desk(lines, there);
  await run();
  await run();
  const copied = [...there.objects.values()].map((text) => ledgerEntry.parse(JSON.parse(text)));
  expect(copied).toEqual(lines);
  expect(firstBreak(copied, sha256Hex)).toBeUndefined();
  expect(log).toEqual([
    { event: 'LedgerCopied', copied: count, newest: count },
    { event: 'LedgerCopied', copied: 0, newest: count },
  ]);
});

test.each([0, 1, 2, 3, 4, 7, 8, 1000, 1025])('finds line %i as the newest, with few questions', async (count) => {
  const there = bucket();
  for (let sequence = 1; sequence <= count; sequence += 1) there.objects.set(lineKey(sequence), '');
  expect(await there.copy.newest(0)).toBe(count);
  expect(there.asked.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count + 2)) + 3);
  there.asked.splice(0);
  expect(await there.copy.newest(count)).toBe(count);
  expect(there.asked).toHaveLength(1);
});

test('goes on where it was cut off, without a gap, and copies no more in one run than it is told', async () => {
  const lines = ledgerOf(30);
  let isDown = true;
  const there = bucket((key) => (isDown && key === lineKey(12) ? 503 : undefined));
  const { run, log } = desk(lines, there, 20);
  await expect(run()).rejects.toThrow('S3 refused');
  expect([there.objects.size, log.at(-1)]).toEqual([11, { event: 'LedgerNotCopied', copied: 11, newest: 11, code: 'S3 503 Refused' }]);
  isDown = false;
  await run();
  expect([there.objects.size, log.at(-1)]).toEqual([30, { event: 'LedgerCopied', copied: 19, newest: 30 }]);
});

test('two runs at once copy the same line once', async () => {
  const there = bucket();
  const { run } = desk(ledgerOf(40), there);
  await Promise.all([run(), run()]);
  expect(there.objects.size).toBe(40);
});

test('a key that is no line is none', () => {
  expect(['ledger/1', 'ledger/0000000000012', 'x/000000000001', 'ledger/000000000001'].map(lineSequence)).toEqual([
    undefined,
    undefined,
    undefined,
    1,
  ]);
});
