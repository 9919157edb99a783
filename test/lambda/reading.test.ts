import { Refusal } from '../../domain/refusal.ts';
import { verifyStatement } from '../../domain/statement.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import { wholeDocument } from '../support/desk/statements.ts';
import { auditAccount } from '../support/desk/test-desk.ts';
import { accepted, available, cairo, rabat, readEvent, twoDesks } from '../support/desk/two-desks.ts';

const documents = [wholeDocument(1, { name: 'طلب \'أول\' "1".pdf'.replaceAll('"', '') }), wholeDocument(2)];

async function inbox() {
  const desks = await twoDesks();
  const { dispatchId } = await available(desks, documents);
  const path = (documentNumber = 1) => ({ dispatchId, documentNumber: String(documentNumber) });
  const issue = async (person = rabat, documentNumber = 1) =>
    (await desks.ma.ask('issueToken', { person, path: path(documentNumber), body: {} })).body.token;
  const sign = (token: unknown, person = rabat, documentNumber = 1) =>
    desks.ma.ask('signDownload', { person, path: path(documentNumber), body: { token } });
  const acknowledge = (body = {}, person = rabat) => desks.ma.ask('acknowledgeDispatch', { person, path: { dispatchId }, body });
  const read = (changed: Readonly<Record<string, unknown>> = {}) => desks.ma.read(readEvent(desks.ma, `${dispatchId}/1`, changed));
  const state = async () => (await desks.ma.ask('showDispatch', { person: rabat, path: { dispatchId } })).body.state;
  return { ...desks, dispatchId, path, issue, sign, acknowledge, read, state };
}

describe('a link to read is refused', () => {
  test('for a token that is spent, also to two who ask at once', async () => {
    const { issue, sign, ma } = await inbox();
    const token = await issue();
    const answers = await Promise.all([sign(token), sign(token), sign(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await sign(token)).body.code).toBe('TokenSpent');
    expect(ma.kinds().filter((kind) => kind === 'DownloadLinkSigned')).toHaveLength(1);
  });

  test('for a token that is expired at its last second', async () => {
    const { issue, sign, ma } = await inbox();
    const token = await issue();
    ma.clock.now = new Date(ma.clock.now.getTime() + 120_000);
    expect((await sign(token)).body.code).toBe('TokenSpent');
  });

  test('for another person’s token, another document’s and one that nobody issued', async () => {
    const { issue, sign, ma } = await inbox();
    const made = 'A'.repeat(43);
    const answers = [await sign(await issue('judge.fes')), await sign(await issue(rabat, 2)), await sign(made)];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([409, 'TokenSpent']));
    expect(ma.sessions.filter(({ roleArn }) => roleArn.endsWith('reader'))).toEqual([]);
  });

  test.each([undefined, '', 'short', 7, 'A'.repeat(44)])('for a token that is none: %j', async (token) => {
    const { sign } = await inbox();
    expect((await sign(token)).body.code).toBe('InvalidInput');
  });

  test('before everything has arrived', async () => {
    const desks = await twoDesks();
    const { dispatchId } = await accepted(desks, documents);
    const answer = await desks.ma.ask('issueToken', { person: rabat, path: { dispatchId, documentNumber: '1' }, body: {} });
    expect([answer.status, answer.body.code]).toEqual([409, 'NotYetAvailable']);
  });

  test('to the sender, for a missing dispatch and for a missing document alike', async () => {
    const { eg, ma, dispatchId } = await inbox();
    const answers = [
      await eg.ask('issueToken', { person: cairo, path: { dispatchId, documentNumber: '1' }, body: {} }),
      await ma.ask('issueToken', { person: rabat, path: { dispatchId: '0'.repeat(26), documentNumber: '1' }, body: {} }),
      await ma.ask('issueToken', { person: rabat, path: { dispatchId, documentNumber: '3' }, body: {} }),
      await ma.ask('issueToken', { person: rabat, path: { dispatchId, documentNumber: '-1' }, body: {} }),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });
});

test('a token is kept as its hash only', async () => {
  const { issue, ma } = await inbox();
  expect(JSON.stringify(ma.store.items())).not.toContain(await issue());
});

test('a link reads one version of one document, as an attachment whose name CloudTrail never sees, in a session named for the person', async () => {
  const { issue, sign, ma, dispatchId } = await inbox();
  const { body } = await sign(await issue());
  const url = new URL(body.url);
  expect(url.pathname).toBe(`/${dispatchId}/1`);
  expect(url.searchParams.get('versionId')).toBe(`version of ${dispatchId}/1`);
  expect(url.searchParams.get('response-content-type')).toBe('application/octet-stream');
  expect(url.searchParams.get('response-content-disposition')).toBe('attachment');
  expect(decodeURIComponent(body.url)).not.toContain(documents[0]?.name);
  expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
  expect(body).toMatchObject({ name: documents[0]?.name, sizeBytes: 1001, sha256: '1'.repeat(64) });
  const session = ma.sessions.at(-1);
  expect(session).toMatchObject({ roleArn: ma.readerRoleArn, person: rabat });
  expect(session?.policy.Statement[0]).toEqual({
    Effect: 'Allow',
    Action: 's3:GetObjectVersion',
    Resource: `arn:aws:s3:::dropbox-ma/${dispatchId}/1`,
    Condition: { StringEquals: { 's3:VersionId': `version of ${dispatchId}/1` } },
  });
  expect(JSON.stringify(session?.policy).length).toBeLessThan(2048);
  expect(ma.store.ledger().at(-1)).toMatchObject({ kind: 'DownloadLinkSigned', person: rabat, remark: 'document 1' });
});

describe('a record of CloudTrail changes nothing', () => {
  const strange: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'of a refused read': { errorCode: 'AccessDenied' },
    'of another bucket': { requestParameters: { bucketName: 'dropbox-eg', key: 'x' } },
    'of another version': { requestParameters: { bucketName: 'dropbox-ma', key: 'KEY', versionId: 'another' } },
    'of another account': { recipientAccountId: '999999999999' },
    'of another service': { eventSource: 'kms.amazonaws.com' },
    'of another act': { eventName: 'HeadObject' },
    'without an id': { eventID: 'x' },
    'of the root user': { userIdentity: { type: 'Root', accountId: '123456789012' } },
    'of nobody': { userIdentity: { type: 'AWSAccount', accountId: 'anonymous' } },
  };

  test.each(Object.keys(strange))('%s', async (what) => {
    const { ma, dispatchId, read } = await inbox();
    const before = JSON.stringify(ma.store.items());
    await read(JSON.parse(JSON.stringify(strange[what]).replace('KEY', `${dispatchId}/1`)));
    expect(JSON.stringify(ma.store.items())).toBe(before);
  });

  test('of a session of another role, without a person, or with a made-up one', async () => {
    const { ma, dispatchId } = await inbox();
    const before = JSON.stringify(ma.store.items());
    const good = readEvent(ma, `${dispatchId}/1`);
    const text = JSON.stringify(good);
    await ma.read(JSON.parse(text.replaceAll('role/reader', 'role/depositor')));
    await ma.read(JSON.parse(text.replace(`,"sourceIdentity":"${rabat}"`, '')));
    await ma.read(JSON.parse(text.replace(`"sourceIdentity":"${rabat}"`, '"sourceIdentity":"a b"')));
    await ma.read({ ...good, source: 'custom.s3' });
    await ma.read({ ...good, account: '999999999999' });
    await ma.read({ ...good, 'detail-type': 'AWS API Call' });
    const inLog = { ...good, source: 'exchange.log', 'detail-type': 'Record In The Log', account: auditAccount };
    await ma.read({ ...inLog, source: 'exchange.logs' });
    await ma.read({ ...inLog, source: 'exchange.MA' });
    await ma.read({ ...inLog, source: 'aws.s3' });
    await ma.read({ ...inLog, account: good.account });
    await ma.read({ ...inLog, 'detail-type': 'AWS API Call via CloudTrail' });
    await ma.read({ ...inLog, detail: { ...good.detail, awsRegion: 'us-east-1' } });
    await ma.read(JSON.parse(JSON.stringify(inLog).replaceAll('role/reader', 'role/depositor')));
    await ma.read({ ...inLog, detail: { ...good.detail, errorCode: 'AccessDenied' } });
    expect(JSON.stringify(ma.store.items())).toBe(before);
  });

  test('of a document that has not been consigned', async () => {
    const desks = await twoDesks();
    const { dispatchId } = await accepted(desks, documents);
    const before = JSON.stringify(desks.ma.store.items());
    await desks.ma.read(readEvent(desks.ma, `${dispatchId}/1`));
    expect(JSON.stringify(desks.ma.store.items())).toBe(before);
  });
});

test('a read becomes one receipt per document and person, with the record that proves it, and a line per record', async () => {
  const { ma, keys, dispatchId, read, state } = await inbox();
  const eventID = '5b7d9f0a-0000-4000-8000-000000000001';
  await read({ eventID });
  await read({ eventID });
  await read();
  expect(await state()).toBe('opened');
  const { receipts } = (await ma.ask('showDispatch', { person: rabat, path: { dispatchId } })).body;
  const payloads = await Promise.all(
    receipts.map(async (jws: string) => (await verifyStatement(receiptStatement, jws, [keys.MA.key])).payload),
  );
  const handovers = payloads.filter(({ event }) => event === 'ContentHandover');
  expect(handovers).toMatchObject([{ documentNumber: 1, by: rabat, at: '2026-11-23T12:00:05Z', cloudTrailEventId: eventID }]);
  expect(ma.kinds().filter((kind) => kind === 'ContentHandover' || kind === 'DocumentRead')).toEqual(['ContentHandover', 'DocumentRead']);
  expect(ma.chainBreak()).toBeUndefined();
});

test('a read that CloudTrail tells and that is found in the log is one read', async () => {
  const { ma, dispatchId, state } = await inbox();
  const told = readEvent(ma, `${dispatchId}/1`);
  await ma.read({ ...told, source: 'exchange.log', 'detail-type': 'Record In The Log', account: auditAccount });
  expect(await state()).toBe('opened');
  await ma.read(told);
  expect(ma.kinds().filter((kind) => kind === 'ContentHandover' || kind === 'DocumentRead')).toEqual(['ContentHandover']);
});

test('two reads at the same moment make one receipt', async () => {
  const { ma, read } = await inbox();
  await Promise.all([read(), read(), read()]);
  expect(ma.kinds().filter((kind) => kind === 'ContentHandover')).toHaveLength(1);
  expect(ma.kinds().filter((kind) => kind === 'DocumentRead')).toHaveLength(2);
});

test('a record that comes while the key is disabled throws, so that it is kept', async () => {
  const { ma, read, state } = await inbox();
  ma.keyState.refusal = new Refusal('KeyUnavailable');
  await expect(read()).rejects.toThrow(Refusal);
  ma.keyState.refusal = undefined;
  await read();
  expect(await state()).toBe('opened');
});

describe('an acknowledgement is refused', () => {
  test('before anybody opened the dispatch', async () => {
    const { acknowledge } = await inbox();
    const { status, body } = await acknowledge();
    expect([status, body.code]).toEqual([409, 'NotYetOpened']);
  });

  test('before it is available', async () => {
    const desks = await twoDesks();
    const { dispatchId } = await accepted(desks);
    expect((await desks.ma.ask('acknowledgeDispatch', { person: rabat, path: { dispatchId }, body: {} })).body.code).toBe(
      'NotYetAvailable',
    );
  });

  test('by the sender', async () => {
    const { eg, dispatchId, read } = await inbox();
    await read();
    expect((await eg.ask('acknowledgeDispatch', { person: cairo, path: { dispatchId }, body: {} })).body.code).toBe('NotFound');
  });

  test.each([{ fileNumber: 'rabat 7' }, { fileNumber: '' }, { note: 'x' }])('with %j', async (body) => {
    const { read, acknowledge } = await inbox();
    await read();
    expect((await acknowledge(body)).body.code).toBe('InvalidInput');
  });

  test('the second time, also of two at once', async () => {
    const { read, acknowledge, ma } = await inbox();
    await read();
    const answers = await Promise.all([acknowledge(), acknowledge({}, 'judge.fes')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await acknowledge()).body.code).toBe('AlreadyAcknowledged');
    expect(ma.kinds().filter((kind) => kind === 'Acknowledgement')).toHaveLength(1);
  });
});

test('an acknowledgement names the person and the file, and a read that is recorded later does not take it back', async () => {
  const { read, acknowledge, keys, state } = await inbox();
  await read();
  const { body } = await acknowledge({ fileNumber: 'RB-2026/77' });
  const { payload } = await verifyStatement(receiptStatement, body.receipt, [keys.MA.key]);
  expect(payload).toMatchObject({ event: 'Acknowledgement', by: rabat, fileNumber: 'RB-2026/77' });
  await read();
  expect(await state()).toBe('acknowledged');
});
