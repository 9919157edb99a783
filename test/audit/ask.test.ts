import { join } from 'node:path';
import { ask, withStore } from '../../audit/ask/ask.ts';
import { askedOf } from '../../audit/ask/asked.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import type { LogFile } from '../../audit/log-file.ts';
import { crossCheck } from '../../audit/scan/cross-check.ts';
import { auditQuestions } from '../../domain/audit-questions.ts';
import {
  type Act,
  boxOf,
  deliver,
  dispatches,
  inPercents,
  kmsEvent,
  linkEvent,
  managementEvent,
  type Record_,
  s3Event,
  scratch,
} from './small-archive.ts';

const [caseOne, caseTwo] = dispatches;
const document = { country: 'MA', key: `${caseOne}/1` };
const other = { country: 'MA', key: `${caseOne}/10` };
const amal = { person: 'judge.amal', accessKeyId: 'ASIA1' };

/** Each record is named for what it is. */
const story = [
  linkEvent(document, 'ASIA1', { id: 'link-used', at: '2026-11-23T09:59:00Z', person: 'judge.amal' }),
  s3Event('GetObject', document, { id: 'read-with-link', at: '2026-11-23T10:00:00Z', ...amal }),
  kmsEvent('Decrypt', document, { id: 'decrypt-of-read', at: '2026-11-23T10:00:00Z', ...amal }),
  s3Event('GetObject', other, { id: 'read-of-another-document-with-that-link', at: '2026-11-23T10:01:00Z', ...amal }),
  linkEvent(document, 'ASIA2', { id: 'link-unused', at: '2026-11-23T11:00:00Z', person: 'judge.badr' }),
  readerOfTheLog(linkEvent(document, 'ASIA9', { id: 'reader-of-the-log', at: '2026-11-23T11:00:00Z' })),
  s3Event('GetObject', document, { id: 'read-refused', at: '2026-11-23T12:00:00Z', person: 'judge.chafik', error: 'AccessDenied' }),
  s3Event('GetObject', document, {
    id: 'read-by-egypt',
    at: '2026-11-23T12:30:00Z',
    person: 'EG.spy',
    role: 'EG-reader',
    accessKeyId: 'ASIA3',
  }),
  s3Event('GetObject', document, { id: 'read-by-nobody', at: '2026-11-23T12:31:00Z', person: '', role: 'admin', accessKeyId: 'ASIA4' }),
  kmsEvent('Decrypt', document, { id: 'decrypt-by-admin', at: '2026-11-23T12:32:00Z', person: 'root', role: 'admin' }),
  namesake(kmsEvent('Decrypt', document, { id: 'decrypt-by-namesake', at: '2026-11-22T12:33:00Z', person: 'spy' })),
  kmsEvent('Decrypt', document, { id: 'decrypt-by-depositor', at: '2026-11-22T12:32:00Z', person: 'EG.judge', role: 'MA-depositor' }),
  s3Event('GetObject', document, { id: 'read-on-saturday', at: '2026-11-21T11:00:00Z', person: 'judge.badr', accessKeyId: 'ASIA2b' }),
  s3Event('GetObject', document, { id: 'read-at-closing', at: '2026-11-24T14:00:00Z', person: 'judge.badr', accessKeyId: 'ASIA5' }),
  s3Event('GetObject', document, { id: 'read-before-closing', at: '2026-11-24T13:59:59Z', person: 'judge.badr', accessKeyId: 'ASIA6' }),
  s3Event(
    'GetObject',
    { country: 'EG', key: `${caseTwo}/1` },
    { id: 'read-in-egypt', person: 'judge.amal', role: 'EG-reader', accessKeyId: 'ASIA7' },
  ),
  s3Event('PutObject', document, { id: 'deposit', at: '2026-11-20T12:00:00Z', person: 'EG.judge', role: 'MA-depositor' }),
  managementEvent('PutKeyPolicy', 'kms.amazonaws.com', { id: 'key-policy', role: 'admin', person: '' }),
  copyEvent({ id: 'copy-of-document', at: '2026-11-22T09:00:00Z' }, `/${boxOf('MA')}/${document.key}?versionId=v1`),
  copyEvent({ id: 'copy-of-document-10', at: '2026-11-23T09:00:00Z', error: 'AccessDenied' }, `${boxOf('MA')}/${other.key}`),
  copyEvent({ id: 'copy-written-otherwise', at: '2026-11-23T09:00:00Z' }, inPercents(`${boxOf('MA')}/${document.key}`)),
  managementEvent('AttachGroupPolicy', 'iam.amazonaws.com', { id: 'group-policy', role: 'admin', person: '' }),
  {
    ...managementEvent('ConsoleLogin', 'signin.amazonaws.com', { id: 'sign-in-failed', person: '' }),
    errorMessage: 'Failed authentication',
  },
  managementEvent('StopLogging', 'cloudtrail.amazonaws.com', { id: 'stop-refused', role: 'admin', person: '', error: 'AccessDenied' }),
];

/** The same by a role of the same name in another account. */
function namesake(event: Record_): Record_ {
  return JSON.parse(JSON.stringify(event).replaceAll('arn:aws:iam::123456789012:role', 'arn:aws:iam::999999999999:role'));
}

/** The function that reads the log assumes a role, too, and signs no link. */
function readerOfTheLog({ requestParameters, ...event }: Record_): Record_ {
  return { ...event, requestParameters: { roleArn: 'arn:aws:iam::123456789012:role/liaison-exchange-pilot-log-reader' } };
}

/** Somebody copies to a bucket that is no drop box. */
function copyEvent(act: Act, source: string): Record_ {
  const requestParameters = { bucketName: 'elsewhere', key: 'x', 'x-amz-copy-source': source };
  return { ...s3Event('CopyObject', document, { ...act, person: '', role: 'admin', accessKeyId: 'ASIA8' }), requestParameters };
}

const hours = { country: 'MA', time_zone: 'Africa/Casablanca', office_hours: '0000-01-01/9999-12-31/12345/09:00/15:00' };

const copies = ['copy-of-document', 'copy-written-otherwise'];

/** Values for every question, and the records that answer it. Morocco keeps UTC+1 all year but Ramadan. */
const wanted: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    'WhoOpenedADocument',
    { object_key: document.key },
    [
      'read-on-saturday',
      'read-with-link',
      'read-refused',
      'read-by-egypt',
      'read-by-nobody',
      'read-before-closing',
      'read-at-closing',
      ...copies,
    ],
  ],
  [
    'EverythingAPersonDid',
    { person: 'judge.amal' },
    ['link-used', 'read-with-link', 'decrypt-of-read', 'read-in-egypt', 'read-of-another-document-with-that-link'],
  ],
  ['RefusedAttempts', {}, ['read-refused', 'stop-refused', 'copy-of-document-10', 'sign-in-failed']],
  [
    'ReadsOfABox',
    { country: 'MA' },
    [
      'read-on-saturday',
      'read-with-link',
      'read-of-another-document-with-that-link',
      'read-refused',
      'read-by-egypt',
      'read-by-nobody',
      'read-before-closing',
      'read-at-closing',
      'copy-of-document-10',
      ...copies,
    ],
  ],
  [
    'ReadsByOthers',
    { country: 'MA' },
    ['read-by-egypt', 'read-by-nobody', 'decrypt-by-admin', 'decrypt-by-namesake', 'copy-of-document-10', ...copies],
  ],
  ['ChangesToKeysPoliciesAndTrail', {}, ['key-policy', 'stop-refused', 'group-policy']],
  ['TimelineOfACase', { dispatches: caseTwo }, ['read-in-egypt']],
  [
    'ReadsWithoutALink',
    {},
    [
      'read-of-another-document-with-that-link',
      'read-by-egypt',
      'read-by-nobody',
      'read-on-saturday',
      'read-at-closing',
      'read-before-closing',
      'read-in-egypt',
      ...copies,
    ],
  ],
  ['LinksNeverUsed', {}, ['link-unused']],
  ['ReadsOutsideOfficeHours', hours, ['read-on-saturday', 'read-at-closing', 'copy-of-document']],
];

let files: readonly LogFile[];
let store: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  const made = await scratch();
  remove = made.remove;
  store = join(made.folder, 'store');
  files = [
    await deliver(made.folder, { body: story.slice(0, 9) }),
    await deliver(made.folder, { body: story.slice(9), day: '2026/11/24', standing: 'pending' }),
  ];
  await ingest({ folder: store, files, verification: 'digests' });
});
afterAll(() => remove());

test('every question is put to the test', () => {
  expect(wanted.map(([id]) => id)).toEqual(auditQuestions.map(({ id }) => id));
});

test.each(wanted)('%s finds what it is for, and the raw scan agrees', async (id, parameters, ids) => {
  const asked = askedOf(id, parameters);
  const answer = await withStore(store, (open) => ask(open, asked));
  const column = answer.columns.indexOf('event_id');
  expect(answer.rows.map(({ values }) => values[column]).sort()).toEqual([...ids].sort());
  expect((await crossCheck(answer, asked, { files })).crossCheck).toEqual({
    agrees: true,
    recordsRead: story.length,
    filesUnread: 0,
    onlyInAnswer: [],
    onlyInScan: [],
  });
});

test('each row names its file, ordinal and digest, and pending ones say so', async () => {
  const answer = await withStore(store, (open) => ask(open, askedOf('TimelineOfACase', { dispatches: caseOne })));
  expect(answer.basis).toBe('verified and pending');
  for (const { values, proof } of answer.rows) {
    const file = files.find(({ key }) => key === proof.logFile.key);
    expect(file?.standing).toBe(proof.standing);
    expect(file?.digest).toEqual(proof.digest);
    expect(file?.sha256).toBe(proof.sha256);
    const index = story.findIndex(({ eventID }) => eventID === values[answer.columns.indexOf('event_id')]);
    expect(proof.ordinal).toBe(index < 9 ? index : index - 9);
  }
});
