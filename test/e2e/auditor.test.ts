import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';
import { type Ran, run } from '../support/run-exchange.ts';

/** Exit codes of the program. */
const done = 0;
const contentDiffers = 4;
const notVerified = 5;
const notAllVerified = 7;
const rehearsalKeys = 8;

let rehearsing: Rehearsing;
let objectKey: string;
const exchange = (...args: string[]): Promise<Ran> => run(rehearsing.folder, args);
const audit = (...args: string[]): Promise<Ran> => exchange('audit', ...args);
const inFolder = (...path: string[]): string => join(rehearsing.folder, ...path);

beforeAll(async () => {
  rehearsing = await rehearse();
  const file = inFolder('request.pdf');
  await writeFile(file, randomBytes(5000));
  const sent = await exchange('send', '--as', 'EG', '--to', 'MA', '--case', 'EG-2026-000123', file, '--json');
  const { dispatchId } = z.object({ dispatchId: z.string() }).parse(sent.json);
  objectKey = `${dispatchId}/1`;
  await exchange('open', dispatchId, '--as', 'MA', '--out', inFolder('opened'));
  await rehearsing.rehearsal().idle();
  // the newest digest is vouched for by the next one alone, unless its own signature was copied too
  for (const _ of [1, 2]) expect((await audit('digest')).code).toBe(done);
  expect((await audit('copy', 'copy', '--keys', 'keys.json')).code).toBe(done);
  expect((await audit('ingest', 'copy', '--keys', 'keys.json', '--store', 'whole')).code).toBe(rehearsalKeys);
});
afterAll(() => rehearsing.end());

const archive = ['--archive', 'copy', '--keys', 'keys.json'];

test('the copy of a rehearsal is whole, and never passes for evidence', async () => {
  const { code, json } = await audit('verify', 'copy', '--keys', 'keys.json', '--json');
  expect([code, json.verdict]).toEqual([rehearsalKeys, expect.objectContaining({ outcome: 'whole', keys: 'rehearsal' })]);
});

test('a second copy brings nothing new and asks for nothing twice', async () => {
  const { json } = await audit('copy', 'copy', '--json');
  expect(json.buckets).toEqual([expect.objectContaining({ copied: 0, alreadyThere: expect.any(Number), leftOut: [] })]);
});

test('a copy that cannot be written is told as that, and not as a lost line', async () => {
  const [bucket = ''] = await readdir(inFolder('copy'));
  await mkdir(inFolder('blocked'));
  await writeFile(inFolder('blocked', bucket), 'a file in the place of a folder');
  expect(await audit('copy', 'blocked', '--json')).toMatchObject({ code: 1, json: { error: { code: 'FolderUnwritable' } } });
});

test('who opened a document: asked, cross-checked against the raw log, proven', async () => {
  const asked = await audit(
    ...['ask', 'WhoOpenedADocument', '--object-key', objectKey, '--store', 'whole', '--cross-check', ...archive],
    ...['--format', 'json', '--out', 'opened.json'],
  );
  expect(asked.code).toBe(done);
  const answer = z
    .object({
      basis: z.string(),
      found: z.number(),
      columns: z.array(z.string()),
      rows: z.array(z.object({ values: z.array(z.unknown()) })),
    })
    .parse(JSON.parse(await readFile(inFolder('opened.json'), 'utf8')));
  expect([answer.basis, answer.found]).toEqual(['REHEARSAL', 1]);
  expect(answer.rows[0]?.values[answer.columns.indexOf('person')]).toEqual(expect.any(String));
  const proven = await audit('prove', 'opened.json', ...archive, '--json');
  expect([proven.code, proven.json.proven]).toEqual([rehearsalKeys, true]);
  const text = await readFile(inFolder('opened.json'), 'utf8');
  await writeFile(inFolder('overstated.json'), text.replace('"basis":"REHEARSAL"', '"basis":"verified"'));
  const overstated = await audit('prove', 'overstated.json', ...archive, '--json');
  expect([overstated.code, overstated.json.faults]).toEqual([notVerified, ['basisDiffers']]);
});

test('a value that a question does not ask for is refused, and a country that the log does not know is told', async () => {
  const store = ['--store', 'whole'];
  const narrowed = await audit('ask', 'RefusedAttempts', '--country', 'MA', ...store, '--json');
  expect(narrowed).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
  const mistyped = await audit('ask', 'ReadsOfABox', '--country', 'XX', ...store, '--out', 'mistyped.txt');
  expect([mistyped.code, mistyped.err]).toEqual([done, expect.stringContaining('no record at all about a drop box of XX')]);
  expect(await readFile(inFolder('mistyped.txt'), 'utf8')).toContain('0 records; REHEARSAL');
});

describe('the ledger that the country hands out', () => {
  const compare = (...more: string[]): Promise<Ran> =>
    audit('reconcile', 'proofs', '--directory', 'directory.jws', '--store', 'whole', '--json', ...more);
  let lines: readonly string[];
  let end: string;

  beforeAll(async () => {
    await exchange('receipts', objectKey.slice(0, -2), '--as', 'MA', '--out', 'proofs');
    await exchange('directory', '--out', 'directory.jws');
    const { code, json } = await exchange('ledger', '--as', 'MA', '--out', 'ledger.ndjson', '--json');
    lines = (await readFile(inFolder('ledger.ndjson'), 'utf8')).trimEnd().split('\n');
    expect({ code, json }).toMatchObject({ code: done, json: { country: 'MA', lines: lines.length, isWhole: true } });
    end = z.string().parse(json.end);
  });

  test('agrees with the log, links included', async () => {
    const { code, json } = await compare('--ledger', 'ledger.ndjson', '--ledger-end', end);
    expect({ code, json }).toMatchObject({ code: done, json: { matched: 3, discrepancies: [] } });
  });

  const link = (): number => lines.findIndex((line) => line.includes('DownloadLinkSigned'));
  const changes: readonly (readonly [string, () => readonly string[], number, string])[] = [
    ['a line is missing', () => lines.toSpliced(link(), 1), notVerified, 'NotVerified'],
    [
      'a line was changed',
      () => lines.with(link(), (lines[link()] ?? '').replace('"person":"', '"person":"not.')),
      notVerified,
      'NotVerified',
    ],
    ['the end is missing', () => lines.slice(0, -1), notVerified, 'NotVerified'],
    ['a line is none', () => [...lines, '{}'], 1, 'InvalidArguments'],
  ];
  test.each(changes)('is refused where %s', async (_what, changed, code, error) => {
    await writeFile(inFolder('changed.ndjson'), `${changed().join('\n')}\n`);
    const told = await compare('--ledger', 'changed.ndjson', '--ledger-end', end);
    expect(told).toMatchObject({ code, json: { error: { code: error } } });
  });

  test('of the sender, who has one too, is no ledger of the addressee, and neither is an empty file', async () => {
    await exchange('ledger', '--as', 'EG', '--out', 'of-the-sender.ndjson');
    await writeFile(inFolder('none.ndjson'), '');
    for (const file of ['of-the-sender.ndjson', 'none.ndjson']) {
      const { code, json } = await compare('--ledger', file);
      expect({ code, json }).toMatchObject({
        code: 1,
        json: { error: { code: 'InvalidArguments', detail: expect.stringContaining('wanted the ledger of MA') } },
      });
    }
  });

  test('cut short, without a fingerprint to hold it against, lacks what the log shows', async () => {
    await writeFile(inFolder('cut.ndjson'), `${lines.slice(0, link()).join('\n')}\n`);
    const { code, json } = await compare('--ledger', 'cut.ndjson');
    expect({ code, json }).toMatchObject({ code: contentDiffers, json: { discrepancies: [{ kind: 'onlyInCloudTrail', act: 'link' }] } });
  });
});

describe('after a log file was changed', () => {
  beforeAll(async () => {
    await audit('copy', 'changed');
    const [log] = await logsBelow(inFolder('changed'));
    const text = gunzipSync(await readFile(log ?? '')).toString('utf8');
    await writeFile(log ?? '', gzipSync(text.replace('"awsRegion":"eu', '"awsRegion":"xx')));
  });

  test('verification says which', async () => {
    const { code, json } = await audit('verify', 'changed', '--keys', 'keys.json', '--json');
    const { findings } = z.object({ findings: z.array(z.object({ code: z.string() })) }).parse(json);
    expect([code, findings.map((one) => one.code)]).toEqual([contentDiffers, expect.arrayContaining(['LogFileChanged'])]);
  });

  test('nothing of it is taken in, and an answer from before is not proven by it', async () => {
    const taken = await audit('ingest', 'changed', '--keys', 'keys.json', '--store', 'lacking', '--json');
    expect([taken.code, taken.json.findings]).toEqual([notVerified, [expect.objectContaining({ code: 'FileChanged' })]]);
    const counted = await audit('sql', 'SELECT count(*) FROM all_events', '--store', 'lacking', '--json');
    expect([counted.code, counted.json.findings]).toEqual([notAllVerified, taken.json.findings]);
    await exchange('receipts', objectKey.slice(0, -2), '--as', 'MA', '--out', 'statements');
    await exchange('directory', '--out', 'members.jws');
    const compared = await audit('reconcile', 'statements', '--directory', 'members.jws', '--store', 'lacking', '--json');
    expect(compared.json.findings).toEqual(taken.json.findings);
    await audit('ingest', 'copy', '--keys', 'keys.json', '--store', 'before');
    await audit('ask', 'WhoOpenedADocument', '--object-key', objectKey, '--store', 'before', '--format', 'json', '--out', 'before.json');
    const proven = await audit('prove', 'before.json', '--archive', 'changed', '--keys', 'keys.json', '--json');
    expect([proven.code, proven.json.proven]).toEqual([notVerified, false]);
  });
});

async function logsBelow(folder: string): Promise<readonly string[]> {
  const paths = await readdir(folder, { recursive: true });
  return paths.filter((path) => path.includes('/CloudTrail/') && path.endsWith('.json.gz')).map((path) => join(folder, path));
}

test('a page from elsewhere cannot have a digest signed', async () => {
  const { audit: page } = rehearsing.rehearsal().endpoints;
  const refused = await fetch(`${page}/digest`, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } });
  expect([refused.status, (await fetch(`${page}/digest`)).status]).toEqual([403, 405]);
});
