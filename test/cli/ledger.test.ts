import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LedgerEntry, ledgerBytes, ledgerGenesis } from '../../domain/ledger.ts';
import { run } from '../support/run-exchange.ts';
import { type SmallExchange, startExchange } from '../support/small-exchange/exchange.ts';

let exchange: SmallExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.stop());

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const lines: LedgerEntry[] = [];
for (const kind of ['ManifestSigned', 'Refusal', 'DownloadLinkSigned', 'DocumentRead', 'ReportSigned']) {
  const last = lines.at(-1);
  const previous = last ? sha256(ledgerBytes(last)) : ledgerGenesis;
  lines.push({ country: 'MA', sequence: lines.length + 1, at: '2026-11-28T10:00:00.000Z', kind, person: 'judge.rabat', previous });
}

const cases: readonly (readonly [string, readonly LedgerEntry[], number, object])[] = [
  ['whole', lines, 0, { lines: 5, isWhole: true, brokenAt: null }],
  ['empty', [], 0, { lines: 0, isWhole: true, end: null }],
  ['lacking a line', lines.toSpliced(2, 1), 5, { lines: 4, isWhole: false, brokenAt: 3 }],
  ['lacking its first line', lines.slice(1), 5, { lines: 4, isWhole: false, brokenAt: 1 }],
  ['changed', lines.map((one) => (one.sequence === 2 ? { ...one, person: 'judge.fes' } : one)), 5, { isWhole: false, brokenAt: 3 }],
  ['of another country', lines.slice(0, 1).map((one) => ({ ...one, country: 'EG' })), 5, { isWhole: false, brokenAt: null }],
];

test.each(cases)('a ledger %s is kept as it came, and the exit code says what it is', async (name, ledger, code, told) => {
  exchange.morocco.desk.ledger = ledger;
  const file = `${name.replaceAll(' ', '-')}.ndjson`;
  expect(await run(exchange.folder, ['ledger', '--as', 'MA', '--out', file, '--json'])).toMatchObject({ code, json: told });
  const kept = (await readFile(join(exchange.folder, file), 'utf8')).split('\n').filter((line) => line !== '');
  expect(kept.map((line) => JSON.parse(line))).toEqual(ledger);
});
