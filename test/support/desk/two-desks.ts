import { randomUUID } from 'node:crypto';
import type { Directory } from '../../../domain/directory.ts';
import { directoryStatement } from '../../../domain/directory-statement.ts';
import type { Limits } from '../../../domain/limits.ts';
import type { DocumentEntry, Draft, Manifest } from '../../../domain/manifest.ts';
import { signStatement } from '../../../domain/statement.ts';
import { type LocalKey, localKey } from './local-key.ts';
import { directoryOf, entryFor, manifestOf, wholeDocument } from './statements.ts';
import { account, region, type TestDesk, testDesk } from './test-desk.ts';

export const cairo = 'judge.cairo';
export const rabat = 'judge.rabat';

export interface TwoDesks {
  readonly eg: TestDesk;
  readonly ma: TestDesk;
  readonly keys: { readonly EG: LocalKey; readonly MA: LocalKey; readonly TN: LocalKey; readonly directory: LocalKey };
  readonly directory: Directory;
}

/** Egypt and Morocco, each with the same directory, which also names Tunisia. */
export async function twoDesks(changed: Partial<Limits> = {}): Promise<TwoDesks> {
  const [EG, MA, TN, directoryKey] = await Promise.all([localKey(), localKey(), localKey(), localKey()]);
  const keys = { EG, MA, TN, directory: directoryKey };
  const eg = testDesk('EG', EG, changed);
  const ma = testDesk('MA', MA, changed);
  const directory = directoryOf([entryFor('EG', EG.key), entryFor('MA', MA.key), entryFor('TN', TN.key)]);
  const jws = await signStatement(directoryStatement, directory, directoryKey.signer);
  for (const desk of [eg, ma]) {
    desk.directoryKey.current = directoryKey.key;
    const { status } = await desk.ask('acceptDirectory', { body: { directory: jws } });
    if (status !== 200) throw new Error(`directory refused: ${status}`);
  }
  return { eg, ma, keys, directory };
}

export function draftOf(documents: readonly DocumentEntry[] = [wholeDocument(1)]): Draft {
  const { to, case: reference, legalBasis, urgency } = manifestOf({});
  return { to, case: reference, legalBasis, urgency, documents: [...documents] };
}

/** Egypt signs, Morocco accepts. */
export async function accepted({ eg, ma }: Pick<TwoDesks, 'eg' | 'ma'>, documents?: readonly DocumentEntry[]) {
  const signed = await eg.ask('signManifest', { person: cairo, body: draftOf(documents) });
  const { dispatchId, manifest } = signed.body;
  const answer = await ma.ask('acceptDispatch', { body: { manifest } });
  if (answer.status !== 201) throw new Error(`refused: ${answer.body.code}`);
  const assert = async (): Promise<string> =>
    (await eg.ask('signAssertion', { person: cairo, path: { dispatchId }, body: {} })).body.assertion;
  return { dispatchId: String(dispatchId), manifest: String(manifest), ...answer.body, assert };
}

/** S3's event for a new object. */
export function objectCreatedEvent(desk: TestDesk, key: string, size: number, changed: Readonly<Record<string, unknown>> = {}) {
  const object = { key, size, etag: 'e', 'version-id': `version of ${key}`, sequencer: '01' };
  const detail = { version: '0', bucket: { name: desk.bucket }, object, 'request-id': 'r', requester: account, reason: 'PutObject' };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account,
    time: desk.clock.now.toISOString(),
    region,
    resources: [`arn:aws:s3:::${desk.bucket}`],
    detail,
    ...changed,
  };
}

/** Everything that Egypt sends lies in Morocco's drop box. */
export async function available(desks: Pick<TwoDesks, 'eg' | 'ma'>, documents: readonly DocumentEntry[] = [wholeDocument(1)]) {
  const deposit = await accepted(desks, documents);
  for (const { number, sizeBytes } of documents)
    await desks.ma.arrive(objectCreatedEvent(desks.ma, `${deposit.dispatchId}/${number}`, sizeBytes));
  return deposit;
}

/** CloudTrail's record of a read through a link, as EventBridge brings it. */
export function readEvent(desk: TestDesk, key: string, changed: Readonly<Record<string, unknown>> = {}) {
  const roleName = desk.readerRoleArn.split('/').at(-1);
  const sessionIssuer = { type: 'Role', principalId: 'AROAEXAMPLE', arn: desk.readerRoleArn, accountId: account, userName: roleName };
  const detail = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${rabat}`,
      arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${rabat}`,
      accountId: account,
      sessionContext: { sessionIssuer, attributes: { mfaAuthenticated: 'false' }, sourceIdentity: rabat },
    },
    eventTime: '2026-11-23T12:00:05Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: region,
    requestParameters: { bucketName: desk.bucket, key, versionId: `version of ${key}`, Host: 'x' },
    additionalEventData: { bytesTransferredOut: 1001 },
    eventID: randomUUID(),
    readOnly: true,
    recipientAccountId: account,
    eventCategory: 'Data',
    ...changed,
  };
  return { version: '0', id: randomUUID(), 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.s3', account, region, detail };
}

export function manifestFor(deskFrom: string, changed: Partial<Manifest>): Manifest {
  return manifestOf({ from: deskFrom, ...changed });
}
