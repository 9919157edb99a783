import { readFile, rm } from 'node:fs/promises';
import { readPublicKeys } from '../../audit/verify/public-keys.ts';
import { verifyArchive } from '../../audit/verify/verify-archive.ts';
import { makeArchive, type TestArchive } from './archive/make-archive.ts';
import { sha256, type WrittenDigest, type WrittenLog, writeDigest, writeGzip } from './archive/write-digest.ts';

let archive: TestArchive;
let late: readonly WrittenLog[];
let backfills: readonly WrittenDigest[];

/** A log file of the first hour that no hourly digest names: it was delivered afterwards. */
async function deliverLate(suffix: string): Promise<WrittenLog> {
  const [first] = archive.chains[0]?.logs ?? [];
  if (!first) throw new Error('the archive is empty');
  const swap = (text: string): string => text.replace(/_[0-9a-f]{16}\.json\.gz$/, `_${suffix}.json.gz`);
  const text = JSON.stringify({
    Records: [{ eventID: suffix, eventTime: first.newest, eventName: 'GetObject', eventSource: 's3.amazonaws.com' }],
  });
  const written = { ...first, key: swap(first.key), path: swap(first.path), sha256: sha256(text) };
  await writeGzip(written.path, text);
  return written;
}

/** Backfill digests are a chain of their own, beside the hourly one. */
async function backfill(logs: readonly WrittenLog[], hour: number, previous: WrittenDigest | undefined): Promise<WrittenDigest> {
  const { dir, bucket, signer } = archive;
  const start = new Date(Date.UTC(2026, 10, 20, hour));
  const end = new Date(start.getTime() + 3_600_000);
  const where = { dir, bucket, account: '111122223333', region: 'eu-south-1', trail: 'evidence' };
  return writeDigest({ ...where, start, end, logs, previous, signer, suffix: '_backfill', sidecar: true });
}

beforeEach(async () => {
  archive = await makeArchive({ sidecars: true });
  late = [await deliverLate('aaaaaaaaaaaaaaaa'), await deliverLate('bbbbbbbbbbbbbbbb')];
  const first = await backfill(late.slice(0, 1), 8, undefined);
  backfills = [first, await backfill(late.slice(1), 9, first)];
});
afterEach(() => archive.remove());

async function verified() {
  const keys = readPublicKeys([await readFile(archive.keysFile, 'utf8')]);
  const { files, findings } = await verifyArchive({ folder: archive.dir, keys, until: new Date('2026-11-20T11:00:00Z') });
  const standings = late.map(({ key }) => files.find((file) => file.key === key)?.standing);
  return { standings, codes: findings.filter(({ severity }) => severity !== 'notice').map(({ code }) => code) };
}

test('log files that came late are vouched for by backfill digests', async () => {
  expect(await verified()).toEqual({ standings: ['verified', 'verified'], codes: [] });
});

test('without their backfill digest they count as added', async () => {
  for (const { path } of backfills) await rm(path);
  const { standings, codes } = await verified();
  expect(standings).toEqual(['unvouched', 'unvouched']);
  expect(codes).toContain('LogFileUnvouched');
});

test('a backfill digest that the next one names and that is gone is missed', async () => {
  await rm(backfills[0]?.path ?? '');
  const { standings, codes } = await verified();
  expect(standings).toEqual(['unvouched', 'verified']);
  expect(codes).toEqual(expect.arrayContaining(['HeadMissing', 'LogFileUnvouched']));
});

test('a changed log file is told, in a backfill digest too', async () => {
  await writeGzip(late[1]?.path ?? '', '{"Records":[]}');
  expect(await verified()).toEqual({ standings: ['verified', 'changed'], codes: ['LogFileChanged'] });
});
