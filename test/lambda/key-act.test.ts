import { randomUUID } from 'node:crypto';
import { keyArn } from '../support/desk/test-desk.ts';
import { twoDesks } from '../support/desk/two-desks.ts';

const custodian = 'arn:aws:sts::123456789012:assumed-role/liaison-exchange-pilot-MA-custodian/amina';

/** As CloudTrail writes DisableKey (docs: AWS KMS, "DisableKey" log entry). */
function keyEvent(account: string, changed: Readonly<Record<string, unknown>> = {}) {
  return {
    source: 'aws.kms',
    'detail-type': 'AWS API Call via CloudTrail',
    account,
    region: 'eu-central-1',
    detail: {
      eventSource: 'kms.amazonaws.com',
      eventName: 'DisableKey',
      eventID: randomUUID(),
      requestParameters: { keyId: keyArn('signing') },
      resources: [{ ARN: keyArn('signing'), accountId: account, type: 'AWS::KMS::Key' }],
      userIdentity: { type: 'AssumedRole', arn: custodian },
      ...changed,
    },
  };
}

async function desk() {
  const { ma } = await twoDesks();
  const account = keyArn('x').split(':')[4] ?? '';
  const lines = () => ma.store.ledger().filter(({ kind }) => String(kind).startsWith('KeyAct'));
  return { ma, account, lines };
}

test('an act on a key of the country becomes one line of its ledger, with who did it, however often it is told', async () => {
  const { ma, account, lines } = await desk();
  const event = keyEvent(account);
  await Promise.all([ma.keyAct(event), ma.keyAct(event)]);
  await ma.keyAct(event);
  expect(lines()).toMatchObject([{ kind: 'KeyAct', person: 'amina', remark: expect.stringContaining('DisableKey of the signing key') }]);
  expect(ma.chainBreak()).toBeUndefined();
});

test('an act that KMS refused is a line of its own kind, also where CloudTrail names the key in the parameters alone', async () => {
  const { ma, account, lines } = await desk();
  await ma.keyAct(keyEvent(account, { errorCode: 'AccessDenied', resources: undefined, requestParameters: { keyId: 'documents' } }));
  expect(lines()).toMatchObject([{ kind: 'KeyActRefused', remark: expect.stringContaining('of the documents key') }]);
});

test.each([
  ['about another key', { resources: [{ ARN: keyArn('other') }], requestParameters: { keyId: keyArn('other') } }],
  ['of another name', { eventName: 'DescribeKey' }],
  ['without an id', { eventID: 'x' }],
])('an event %s is passed over', async (_what, changed) => {
  const { ma, account, lines } = await desk();
  await ma.keyAct(keyEvent(account, changed));
  await ma.keyAct({ ...keyEvent(account), account: '999999999999' });
  await ma.keyAct({ ...keyEvent(account), source: 'evil.kms' });
  expect(lines()).toEqual([]);
});
