import { randomBytes } from 'node:crypto';
import type { Connection } from '../../client/connection.ts';
import { weekdays } from '../../domain/calendar.ts';
import type { Envelope } from '../../rehearsal/events.ts';
import { begin, entryOf, put } from '../support/deposits.ts';
import { magistrateOf } from '../support/people.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

type Pass = (event: Envelope) => Promise<void>;

let deliver: (event: Envelope, pass: Pass) => Promise<void>;
let rehearsing: Rehearsing;
let egypt: Connection;
let morocco: Connection;
beforeAll(async () => {
  rehearsing = await rehearse({ deliver: (event, pass) => deliver(event, pass) });
  egypt = await magistrateOf(rehearsing.folder, 'EG');
  morocco = await magistrateOf(rehearsing.folder, 'MA');
});
beforeEach(() => {
  deliver = (event, pass) => pass(event);
});
afterAll(() => rehearsing.end());

const bytes = randomBytes(2048);

async function deposit(documents = 1): Promise<string> {
  const entries = Array.from({ length: documents }, (_, index) => entryOf(`document ${index + 1}.pdf`, bytes, index + 1));
  const { dispatchId, links } = await begin(egypt, 'MA', entries);
  for (const link of links) expect((await put(link, bytes)).status).toBe(200);
  return dispatchId;
}

async function eventsIn(dispatchId: string): Promise<readonly string[]> {
  const { receipts } = await morocco.home.showDispatch(dispatchId);
  return receipts.map((receipt) => String(JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString('utf8')).event));
}

async function mailsAbout(dispatchId: string): Promise<number> {
  const mails: unknown = await (await fetch(`${rehearsing.rehearsal().endpoints.mail}.json`)).json();
  return Array.isArray(mails) ? mails.filter((mail) => JSON.stringify(mail).includes(dispatchId)).length : Number.NaN;
}

async function open(dispatchId: string): Promise<void> {
  const document = { dispatchId, documentNumber: 1 };
  const { token } = await morocco.home.issueToken(document);
  const { url } = await morocco.home.signDownload(document, token);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(bytes.length);
}

test('events that come three times count once: one receipt of each kind, one mail', async () => {
  deliver = async (event, pass) => {
    for (let time = 0; time < 3; time += 1) await pass(event);
  };
  const dispatchId = await deposit(2);
  await rehearsing.rehearsal().idle();
  await open(dispatchId);
  await rehearsing.rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment', 'ContentHandover']);
  expect(await mailsAbout(dispatchId)).toBe(1);
});

test('events of several documents in reversed order, and late, end in the same state', async () => {
  const held: (() => Promise<void>)[] = [];
  deliver = async (event, pass) => void held.push(() => pass(event));
  const dispatchId = await deposit(3);
  await rehearsing.rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance']);
  deliver = (event, pass) => pass(event);
  for (const release of held.reverse()) await release();
  await rehearsing.rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment']);
});

test('an arrival that is announced before anything arrived changes nothing', async () => {
  const { dispatchId, links } = await begin(egypt, 'MA', [entryOf('late.pdf', bytes)]);
  const { dropBox } = rehearsing.rehearsal().endpoints.countries.MA ?? { dropBox: '' };
  const forgeries = [
    { source: 'aws.s3', bucket: rehearsing.rehearsal().endpoints.countries.TN?.dropBox, size: bytes.length },
    { source: 'my.s3', bucket: dropBox, size: bytes.length },
    { source: 'aws.s3', bucket: dropBox, size: bytes.length + 1 },
  ];
  for (const { source, bucket, size } of forgeries) {
    await rehearsing.rehearsal().putEvent({
      source,
      detailType: 'Object Created',
      resources: [],
      detail: {
        version: '0',
        bucket: { name: bucket },
        object: { key: `${dispatchId}/1`, size, etag: 'x', 'version-id': 'forged', sequencer: '0' },
        reason: 'PutObject',
      },
    });
  }
  await rehearsing.rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance']);
  const [link] = links;
  if (!link) throw new Error('no link was given');
  expect((await put(link, bytes)).status).toBe(200);
  await rehearsing.rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment']);
});

test('a read that nobody made, or that somebody else than the reader made, is recorded nowhere', async () => {
  const dispatchId = await deposit();
  await rehearsing.rehearsal().idle();
  const { dropBox } = rehearsing.rehearsal().endpoints.countries.MA ?? { dropBox: '' };
  for (const issuer of ['arn:aws:iam::123456789012:role/somebody', 'arn:aws:iam::123456789012:role/liaison-exchange-pilot-TN-reader']) {
    await rehearsing.rehearsal().putEvent({
      source: 'aws.s3',
      detailType: 'AWS API Call via CloudTrail',
      resources: [],
      detail: {
        eventSource: 's3.amazonaws.com',
        eventName: 'GetObject',
        eventID: crypto.randomUUID(),
        eventTime: new Date().toISOString(),
        recipientAccountId: '123456789012',
        userIdentity: {
          type: 'AssumedRole',
          sessionContext: { sessionIssuer: { type: 'Role', arn: issuer }, sourceIdentity: 'liaison.ma' },
        },
        requestParameters: { bucketName: dropBox, key: `${dispatchId}/1` },
      },
    });
  }
  await rehearsing.rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment']);
});

async function sweepTheLog(): Promise<void> {
  const { rehearsal } = rehearsing;
  await rehearsal().trail.flush();
  await rehearsal().idle();
}

test('a read of which CloudTrail never told is found in its log and becomes the same receipt, once', async () => {
  const dispatchId = await deposit();
  const { rehearsal } = rehearsing;
  await rehearsal().idle();
  let lost = 0;
  deliver = async (event, pass) => {
    const isFast = event['detail-type'] === 'AWS API Call via CloudTrail' && event.detail.eventName === 'GetObject';
    if (isFast) lost += 1;
    else await pass(event);
  };
  await open(dispatchId);
  await rehearsal().idle();
  expect(lost).toBeGreaterThan(0);
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment']);
  await sweepTheLog();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment', 'ContentHandover']);
  // the same file again, and then by the clock: known
  deliver = async (event, pass) => {
    await pass(event);
    await pass(event);
  };
  await sweepTheLog();
  await rehearsal().runSchedule('liaison-exchange-pilot-log-file');
  await rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment', 'ContentHandover']);
});

test('a log file begets no further one for having been read', async () => {
  const { rehearsal } = rehearsing;
  await sweepTheLog();
  let files = 0;
  deliver = async (event, pass) => {
    if (event['detail-type'] === 'Object Created' && JSON.stringify(event.detail).includes('/CloudTrail/')) files += 1;
    await pass(event);
  };
  for (let time = 0; time < 3; time += 1) await sweepTheLog();
  expect(files).toBe(0);
  expect(rehearsal().endpoints.trail.bucket).toContain('archive');
});

test('what events never told is found and repaired by the next reconciliation, without a right to read', async () => {
  deliver = async (event, pass) => (event.source === 'aws.s3' ? undefined : pass(event));
  const dispatchId = await deposit(2);
  const { rehearsal } = rehearsing;
  await rehearsal().idle();
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance']);
  const impatient = (variables: Readonly<Record<string, string>>) => ({ ...variables, PATIENCE_SECONDS: '0' });
  await rehearsal().withEnvironment('liaison-exchange-pilot-MA-reconcile-box', impatient, async () => {
    await rehearsal().runSchedule('liaison-exchange-pilot-MA-reconcile');
    await rehearsal().idle();
  });
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment']);
  expect(await mailsAbout(dispatchId)).toBe(1);
});

test('documents that did not come in time are signed as missing by the clock alone, and still may come', async () => {
  const { rehearsal } = rehearsing;
  const impatient = ({ TIMES = '', ...variables }: Readonly<Record<string, string>>) => ({
    ...variables,
    TIMES: JSON.stringify({ ...JSON.parse(TIMES), arriveWithinHours: 1e-6, evidenceGraceMinutes: 0 }),
  });
  const begun = await rehearsal().withEnvironment('liaison-exchange-pilot-MA-accept-dispatch', impatient, () =>
    begin(egypt, 'MA', [entryOf('slow.pdf', bytes)]),
  );
  await rehearsal().withEnvironment('liaison-exchange-pilot-MA-keep-deadlines', impatient, async () => {
    await rehearsal().runSchedule('liaison-exchange-pilot-MA-deadlines');
    await rehearsal().idle();
  });
  expect(await eventsIn(begun.dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignmentFailure']);
  const { dispatches } = await morocco.home.listDispatches({ box: 'in', order: 'due' });
  expect(dispatches.map(({ dispatchId, due }) => [dispatchId, due?.what])).toContainEqual([begun.dispatchId, 'arrival']);
  for (const link of begun.links) await put(link, bytes);
  await rehearsal().idle();
  expect((await eventsIn(begun.dispatchId)).at(-1)).toBe('ContentConsignment');
});

test('what nobody opened within the working hours of the addressee is signed as expired by the clock alone, and can still be opened', async () => {
  const { rehearsal } = rehearsing;
  const changed = (name: string, value: string) => (variables: Readonly<Record<string, string>>) => ({
    ...variables,
    [name]: JSON.stringify({ ...JSON.parse(variables[name] ?? '{}'), ...JSON.parse(value) }),
  });
  // the office works on every day, where it is never the minute before midnight: the test does at any time what it does on a Monday morning
  const officeHours = { from: '00:00', to: '23:59' };
  const weekdayHours = weekdays.map((weekday) => ({ weekday, officeHours }));
  const timeZone = Math.abs(new Date().getUTCHours() - 12) < 6 ? 'Etc/UTC' : 'Etc/GMT-12';
  const always = changed('PROFILE', JSON.stringify({ timeZone, exceptions: { holidays: [], otherHours: [], weekdayHours } }));
  const soon = { remindAfter: 1e-7, escalateAfter: 2e-7, readWithin: 3e-7, acknowledgeWithin: 1 };
  const impatient = changed(
    'TIMES',
    JSON.stringify({ evidenceGraceMinutes: 0, response: { routine: soon, urgent: soon, 'detention-pending': soon } }),
  );
  const dispatchId = await rehearsal().withEnvironment('liaison-exchange-pilot-MA-show-entry', always, async () => {
    await rehearsal().runSchedule('liaison-exchange-pilot-publish-directory');
    await rehearsal().idle();
    return rehearsal().withEnvironment('liaison-exchange-pilot-MA-verify-arrival', impatient, async () => {
      const id = await deposit();
      await rehearsal().idle();
      return id;
    });
  });
  await rehearsal().withEnvironment('liaison-exchange-pilot-MA-keep-deadlines', impatient, async () => {
    for (let run = 0; run < 3 && !(await eventsIn(dispatchId)).includes('ContentHandoverFailure'); run += 1) {
      await rehearsal().runSchedule('liaison-exchange-pilot-MA-deadlines');
      await rehearsal().idle();
    }
  });
  expect(await eventsIn(dispatchId)).toEqual(['SubmissionAcceptance', 'ContentConsignment', 'ContentHandoverFailure']);
  expect((await morocco.home.showDispatch(dispatchId)).state).toBe('expired');
  await open(dispatchId);
  await rehearsal().idle();
  expect((await morocco.home.showDispatch(dispatchId)).state).toBe('opened');
});
