import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleEvent } from '../audit/archive/events.ts';
import { makeArchive, type TestArchive } from '../audit/archive/make-archive.ts';
import { writeDigest } from '../audit/archive/write-digest.ts';
import { run } from '../support/run-exchange.ts';

let folder: string;
let archive: TestArchive;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auditor-'));
  archive = await makeArchive({ sidecars: true });
});
afterAll(async () => {
  await archive.remove();
  await rm(folder, { recursive: true });
});

test('a table that is kept in a file has one line for each record, whatever the record says', async () => {
  const errorCode = 'AccessDenied\n2026-11-20T08:01:00Z  nobody\u001b[8m\u202e';
  const hostile = await makeArchive({
    hours: 1,
    filesPerHour: 1,
    eventsPerFile: 1,
    sidecars: true,
    event: (place) => ({ ...sampleEvent(place), errorCode }),
  });
  expect(await run(folder, ['audit', 'ingest', hostile.dir, '--keys', hostile.keysFile])).toMatchObject({ code: 0 });
  const table = ['audit', 'ask', 'RefusedAttempts', '--out', 'refused.txt'];
  const free = ['audit', 'sql', 'SELECT error_code FROM all_events', '--out', 'free.txt'];
  expect([await run(folder, table), await run(folder, free)]).toMatchObject([{ code: 0 }, { code: 0 }]);
  const kept = await Promise.all(['refused.txt', 'free.txt'].map((file) => readFile(join(folder, file), 'utf8')));
  expect(kept.map((text) => text.trimEnd().split('\n').length)).toEqual([4, 3]);
  for (const text of kept) expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  await hostile.remove();
});

const mark = '\ufeff';

test.each([
  ['with a mark before it', (text: string) => Buffer.from(mark + text)],
  ['as UTF-16', (text: string) => Buffer.from(mark + text, 'utf16le')],
])('a file of keys that a shell of Windows wrote is read: %s', async (_how, written) => {
  await writeFile(join(folder, 'keys.json'), written(await readFile(archive.keysFile, 'utf8')));
  expect(await run(folder, ['audit', 'verify', archive.dir, '--keys', 'keys.json', '--json'])).toMatchObject({
    code: 0,
    json: { files: { verified: 6 } },
  });
});

test('a copy that lacks hundreds of thousands of log files is told so, of each', async () => {
  const digests = await makeArchive({ hours: 0 });
  const { dir, bucket, signer } = digests;
  const [account, region, day] = ['111122223333', 'eu-south-1', '2026/11/20'];
  const time = '2026-11-20T08:00:00Z';
  const logs = Array.from({ length: 130_000 }, (_each, index) => {
    const name = `${account}_CloudTrail_${region}_20261120T0807Z_${String(index).padStart(16, '0')}.json.gz`;
    const key = `AWSLogs/${account}/CloudTrail/${region}/${day}/${name}`;
    return { bucket, key, path: '', sha256: '0'.repeat(64), oldest: time, newest: time };
  });
  const [start, end] = [new Date(time), new Date('2026-11-20T09:00:00Z')];
  await writeDigest({ dir, bucket, account, region, trail: 'evidence', start, end, logs, previous: undefined, signer, sidecar: true });
  const verified = await run(folder, ['audit', 'verify', dir, '--keys', digests.keysFile]);
  expect([verified.code, verified.out]).toEqual([4, expect.stringContaining('130000 missing')]);
  await digests.remove();
});
