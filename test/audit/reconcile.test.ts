import { join } from 'node:path';
import { withStore } from '../../audit/ask/ask.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import type { Books, DispatchEvidence } from '../../audit/reconcile/expectations.ts';
import { reconcile } from '../../audit/reconcile/reconcile.ts';
import type { LedgerEntry } from '../../domain/ledger.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { boxOf, deliver, dispatches, linkEvent, s3Event, scratch } from './small-archive.ts';

const [dispatchId, elsewhere] = dispatches;
const document = { country: 'MA', key: `${dispatchId}/1` };
const eventId = 'aaaaaaaa-0000-4000-8000-000000000001';
const again = 'aaaaaaaa-0000-4000-8000-000000000002';
const at = '2026-11-23T10:00:00Z';

const basis = {
  version: 1,
  dispatchId,
  from: 'EG',
  to: 'MA',
  issuer: 'MA',
  issuedAt: '2026-11-23T09:00:00Z',
  manifestSha256: 'a'.repeat(64),
} as const;
const consigned: Receipt = {
  ...basis,
  event: 'ContentConsignment',
  documents: [{ number: 1, sizeBytes: 5, sha256: 'b'.repeat(64), versionId: 'v1' }],
};
const handedOver = { ...basis, event: 'ContentHandover' as const, documentNumber: 1, by: 'judge.amal', at, cloudTrailEventId: eventId };
const evidence = (...receipts: readonly Receipt[]): DispatchEvidence => ({
  manifest: {
    version: 1,
    dispatchId,
    from: 'EG',
    to: 'MA',
    sentBy: 'judge.eg',
    issuedAt: '2026-11-23T08:00:00Z',
    case: 'EG-2026-000123',
    legalBasis: { instrument: 'riyadh-1983' },
    urgency: 'routine',
    documents: [{ number: 1, name: 'a.pdf', sizeBytes: 5, sha256: 'b'.repeat(64) }],
  },
  receipts,
});
const line = (sequence: number, kind: string, remark: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  country: 'MA',
  sequence,
  at: '2026-11-23T09:59:58.500Z',
  kind,
  dispatchId,
  person: 'judge.amal',
  remark,
  previous: '0'.repeat(64),
  ...more,
});

const deposit = (versionId = 'v1', id = 'deposit') => ({
  ...s3Event('PutObject', document, { id, at: '2026-11-23T08:30:00Z', person: 'EG.judge', role: 'MA-depositor' }),
  responseElements: { 'x-amz-version-id': versionId },
});
const link = linkEvent(document, 'ASIA1', { id: 'link', at: '2026-11-23T09:59:59Z', person: 'judge.amal' });
const read = s3Event('GetObject', document, { id: eventId, at });
const readAgain = s3Event('GetObject', document, { id: again, at: '2026-11-23T10:05:00Z' });
const strayRead = s3Event('GetObject', document, { id: 'stray', at: '2026-11-23T10:06:00Z', person: 'judge.badr' });
const readLine = line(2, 'ContentHandover', `document 1, CloudTrail ${eventId}`);
const linkLine = line(1, 'DownloadLinkSigned', 'document 1');
const copyTo = (bucketName: string) => ({
  ...s3Event('CopyObject', document, { id: 'copy', at: '2026-11-23T10:07:00Z', role: 'admin' }),
  requestParameters: { bucketName, key: document.key, 'x-amz-copy-source': `${boxOf('MA')}%2F${dispatchId}%2F1?versionId=v1` },
});
const late = s3Event('GetObject', { country: 'EG', key: `${elsewhere}/1` }, { id: 'late', at: '2026-11-23T23:00:00Z' });

async function outcome(records: readonly unknown[], books: Partial<Books> = {}) {
  const { folder, remove } = await scratch();
  try {
    const store = join(folder, 'store');
    await ingest({ folder: store, files: [await deliver(folder, { body: records })], verification: 'digests' });
    return await withStore(store, (open) => reconcile(open, { dispatches: [evidence(consigned, handedOver)], ...books }));
  } finally {
    await remove();
  }
}

const kinds = async (...given: Parameters<typeof outcome>) =>
  (await outcome(...given)).discrepancies.map(({ kind, act, differences }) => [kind, act, ...(differences ?? [])].join(' '));

describe('what the log has and nobody stated is the alarm', () => {
  const cases: readonly (readonly [string, readonly unknown[], Partial<Books>, readonly string[]])[] = [
    ['a reading by somebody without a receipt', [deposit(), read, strayRead], {}, ['onlyInCloudTrail reading']],
    [
      'a second reading, where the ledger is at hand and has no line',
      [deposit(), read, link, readAgain],
      { ledger: [linkLine, readLine] },
      ['onlyInCloudTrail reading'],
    ],
    [
      'a reading without a person',
      [deposit(), read, s3Event('GetObject', document, { id: 'n', person: '', role: 'admin' })],
      {},
      ['onlyInCloudTrail reading'],
    ],
    ['a copy of the document to elsewhere', [deposit(), read, copyTo('elsewhere')], {}, ['onlyInCloudTrail copy']],
    [
      'a copy of the document into another box',
      [deposit(), read, copyTo(boxOf('EG'))],
      {},
      ['onlyInCloudTrail deposit', 'onlyInCloudTrail copy'],
    ],
    ['a second deposit', [deposit(), deposit('v2', 'deposit-2'), read], {}, ['onlyInCloudTrail deposit']],
    ['a link that the ledger does not know', [deposit(), read, link], { ledger: [readLine] }, ['onlyInCloudTrail link']],
  ];
  test.each(cases)('%s', async (_what, records, books, wanted) => {
    expect(await kinds([...records, late], books)).toEqual(wanted);
  });
});

describe('what was stated and the log does not show', () => {
  const cases: readonly (readonly [string, readonly unknown[], Partial<Books>, readonly string[]])[] = [
    ['a reading', [deposit(), late], {}, ['onlyInLedger reading']],
    ['a reading that the log shows as refused', [deposit(), { ...read, errorCode: 'AccessDenied' }, late], {}, ['onlyInLedger reading']],
    ['a deposit', [read, late], {}, ['onlyInLedger deposit']],
    ['a link', [deposit(), read, late], { ledger: [linkLine, readLine] }, ['onlyInLedger link']],
    [
      'a link of long before',
      [deposit(), read, link, late],
      { ledger: [{ ...linkLine, at: '2026-11-23T09:00:00Z' }, readLine] },
      ['onlyInLedger link', 'onlyInCloudTrail link'],
    ],
    ['a reading newer than the log', [deposit()], {}, ['notYetLogged reading']],
  ];
  test.each(cases)('%s', async (_what, records, books, wanted) => {
    expect(await kinds(records, books)).toEqual(wanted);
  });
});

describe('what both have and tell differently', () => {
  const cases: readonly (readonly [string, Partial<typeof handedOver>, readonly string[]])[] = [
    ['another person', { by: 'judge.badr' }, ['mismatch reading person']],
    ['another document', { documentNumber: 2 }, ['mismatch reading document']],
    ['another time', { at: '2026-11-23T10:00:01Z' }, ['mismatch reading time']],
  ];
  test.each(cases)('%s', async (_what, change, wanted) => {
    const dispatches = [evidence(consigned, { ...handedOver, ...change })];
    expect(await kinds([deposit(), read, late], { dispatches })).toEqual(wanted);
  });

  test('another version', async () => {
    expect(await kinds([deposit('v9'), read, late])).toEqual(['mismatch deposit version']);
  });
});

test('a ledger says nothing of dispatches to another country: readings and links of those are no alarm', async () => {
  const records = [deposit(), link, read, readAgain];
  const ofAnother = [line(1, 'DownloadLinkSigned', 'document 1', { country: 'TN' })];
  expect(await outcome(records, { ledger: ofAnother })).toMatchObject({ matched: 2, discrepancies: [] });
  const unstated = { ...read, eventID: 'stray', userIdentity: strayRead.userIdentity };
  expect(await kinds([...records, unstated], { ledger: ofAnother })).toEqual(['onlyInCloudTrail reading']);
});

test('where all agree nothing is said, even with records delivered twice and a person reading again', async () => {
  expect(await outcome([deposit(), read, readAgain, deposit(), read, late])).toEqual({
    matched: 2,
    discrepancies: [],
    readingsElsewhere: 1,
  });
  const ledger = [linkLine, readLine, line(3, 'DocumentRead', `document 1, CloudTrail ${again}`)];
  expect(await outcome([deposit(), link, read, readAgain, late], { ledger })).toEqual({
    matched: 4,
    discrepancies: [],
    readingsElsewhere: 1,
  });
});

test('dispatches whose receipts were not given are counted, not judged', async () => {
  expect(await outcome([strayRead, late], { dispatches: [] })).toEqual({ matched: 0, discrepancies: [], readingsElsewhere: 2 });
});
