import type { EventPlace, LogEvent } from '../../test/audit/archive/events.ts';
import { sampleEvent } from '../../test/audit/archive/events.ts';

const countries = ['eg', 'iq', 'jo', 'lb', 'ly', 'ma', 'mr', 'tn'];
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Events of one dispatch, from deposit to reading. */
const perDispatch = 12;

/** The same dispatch id for the same number. */
export function dispatchOf(number: number): string {
  const digits = Array.from(
    { length: 26 },
    (_, index) => alphabet[(number * (index * 7 + 3) + (number >>> (index % 20)) + index * index) % 32],
  );
  return digits.join('');
}

export function boxOf(number: number, account: string): string {
  return `liaison-exchange-pilot-dropbox-${countries[number % countries.length]}-${account}`;
}

/**
 * Events as the exchange's own names make them: deposits, links with their session policies, readings through those links, key uses; one
 * reading in a thousand is refused, one link in fifty is never used. Around them the forms that test archives have.
 */
export function exchangeEvent(place: EventPlace): LogEvent {
  const { serial, account } = place;
  const number = Math.floor(serial / perDispatch);
  const step = serial % perDispatch;
  const bucket = boxOf(number, account);
  const country = (countries[number % countries.length] ?? 'ma').toUpperCase();
  const key = `${dispatchOf(number)}/1`;
  const subject: Subject = { country, bucket, key, person: `judge.${number % 40}`, session: `ASIA${String(number).padStart(16, '0')}` };
  const base = sampleEvent({ ...place, serial: [0, 3, 2, 1, 4, 0][step % 6] ?? 0 });
  const unique = { eventID: idOf(serial), requestID: idOf(serial + 0x40000000) };
  if (step === 4) return { ...base, ...unique, ...linkTo(subject, account) };
  if (step === 5 && number % 50 === 0) return { ...base, ...unique };
  const refused = step === 5 && number % 83 === 0 ? { errorCode: 'AccessDenied', errorMessage: 'Access Denied' } : {};
  return { ...base, ...unique, ...refused, ...readingOf(base, subject, account) };
}

interface Subject {
  readonly country: string;
  readonly bucket: string;
  readonly key: string;
  readonly person: string;
  readonly session: string;
}

function idOf(number: number): string {
  const hex = number.toString(16).padStart(8, '0');
  return `${hex}-${hex.slice(4)}-4${hex.slice(5)}-8${hex.slice(5)}-${hex}${hex.slice(4)}`;
}

function readerOf({ country }: Subject, account: string): string {
  return `arn:aws:iam::${account}:role/liaison-exchange-pilot-${country}-reader`;
}

function linkTo(subject: Subject, account: string): LogEvent {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObjectVersion', Resource: `arn:aws:s3:::${subject.bucket}/${subject.key}` }],
  });
  const roleArn = readerOf(subject, account);
  return {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn, roleSessionName: subject.person, sourceIdentity: subject.person, policy, durationSeconds: 900 },
    responseElements: { credentials: { accessKeyId: subject.session }, sourceIdentity: subject.person },
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: roleArn }],
  };
}

function readingOf(base: LogEvent, subject: Subject, account: string): LogEvent {
  const { country, bucket, key, person, session } = subject;
  const object = `arn:aws:s3:::${bucket}/${key}`;
  const asKey = base.eventSource === 'kms.amazonaws.com';
  const sessionIssuer = { type: 'Role', principalId: 'AROAEXAMPLEREADER', arn: readerOf(subject, account), accountId: account };
  return {
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEREADER:${person}`,
      arn: `arn:aws:sts::${account}:assumed-role/liaison-exchange-pilot-${country}-reader/${person}`,
      accountId: account,
      accessKeyId: session,
      sessionContext: { sessionIssuer, attributes: { creationDate: base.eventTime, mfaAuthenticated: 'false' }, sourceIdentity: person },
    },
    requestParameters: asKey
      ? { keyId: `arn:aws:kms:eu-south-1:${account}:key/${country}`, encryptionContext: { 'aws:s3:arn': object } }
      : { bucketName: bucket, Host: `${bucket}.s3.eu-south-1.amazonaws.com`, key },
    resources: [{ type: 'AWS::S3::Object', ARN: object }],
  };
}
