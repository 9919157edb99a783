import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LogFile, LogFileStanding } from '../../audit/log-file.ts';

export type Record_ = Readonly<Record<string, unknown>>;

/** A folder that is gone after the test. */
export async function scratch(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'liaison-audit-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export const archiveBucket = 'liaison-exchange-pilot-archive-123456789012-eu-central-1';

export interface Delivery {
  readonly name?: string;
  readonly day?: string;
  /** Records, or the whole body where it is to be a wrong one. */
  readonly body: readonly unknown[] | string | Buffer;
  readonly standing?: LogFileStanding;
  readonly isGzip?: boolean;
}

/** Writes a log file as a copy of the archive holds it, and says of it what verification would. */
export async function deliver(folder: string, delivery: Delivery): Promise<LogFile> {
  const { name = `n${createHash('sha256').update(JSON.stringify(delivery.body)).digest('hex').slice(0, 16)}`, day = '2026/11/23' } =
    delivery;
  const { body, standing = 'verified', isGzip = true } = delivery;
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify({ Records: body }));
  const key = `AWSLogs/123456789012/CloudTrail/eu-central-1/${day}/${name}.json.gz`;
  const path = join(folder, archiveBucket, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, isGzip ? gzipSync(bytes) : bytes);
  const digest =
    standing === 'verified' ? { bucket: archiveBucket, key: 'AWSLogs/123456789012/CloudTrail-Digest/eu-central-1/d.json.gz' } : null;
  return {
    bucket: archiveBucket,
    key,
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sizeBytes: bytes.length,
    inflatedBytes: bytes.length,
    standing,
    digest,
  };
}

export const dispatches = ['0123456789abcdefghjkmnpqrs', 'zzzzzzzzzzzzzzzzzzzzzzzzzz', 'aaaaaaaaaaaaaaaaaaaaaaaaaa'] as const;

const account = '123456789012';

export function boxOf(country: string): string {
  return `liaison-exchange-pilot-dropbox-${country.toLowerCase()}-${account}`;
}

export interface Act {
  readonly id: string;
  readonly at?: string;
  readonly person?: string;
  /** As in `MA-reader`. */
  readonly role?: string;
  readonly accessKeyId?: string;
  readonly error?: string;
}

function acted({ id, at = '2026-11-23T10:00:00Z', person = 'judge.amal', role = 'MA-reader', accessKeyId = 'ASIAREADER', error }: Act) {
  const roleArn = `arn:aws:iam::${account}:role/liaison-exchange-pilot-${role}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA:${person}`,
      arn: `arn:aws:sts::${account}:assumed-role/liaison-exchange-pilot-${role}/${person}`,
      accountId: account,
      accessKeyId,
      sessionContext: { sessionIssuer: { type: 'Role', arn: roleArn }, ...(person && { sourceIdentity: person }) },
    },
    eventTime: at,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '192.0.2.7',
    userAgent: 'curl/8',
    ...(error && { errorCode: error, errorMessage: 'Access Denied' }),
    responseElements: null,
    eventID: id,
    readOnly: true,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
  };
}

export function s3Event(name: string, document: { readonly country: string; readonly key: string }, act: Act): Record_ {
  const bucketName = boxOf(document.country);
  return {
    ...acted(act),
    eventSource: 's3.amazonaws.com',
    eventName: name,
    requestParameters: { bucketName, key: document.key, versionId: 'v1', Host: `${bucketName}.s3.eu-central-1.amazonaws.com` },
    additionalEventData: { bytesTransferredOut: 5, 'x-amz-id-2': 'x' },
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucketName}/${document.key}` }],
    managementEvent: false,
    eventCategory: 'Data',
  };
}

/** Every byte as a client may write it in the source of a copy. */
export function inPercents(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

export function kmsEvent(name: string, document: { readonly country: string; readonly key: string }, act: Act): Record_ {
  return {
    ...acted(act),
    eventSource: 'kms.amazonaws.com',
    eventName: name,
    requestParameters: { encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${boxOf(document.country)}/${document.key}` } },
    resources: [{ type: 'AWS::KMS::Key', ARN: `arn:aws:kms:eu-central-1:${account}:key/1` }],
    managementEvent: true,
    eventCategory: 'Management',
  };
}

/** The desk signs a link: it assumes the reader role for one document in a person's name. */
export function linkEvent(document: { readonly country: string; readonly key: string }, issuedKey: string, act: Act): Record_ {
  const roleArn = `arn:aws:iam::${account}:role/liaison-exchange-pilot-${document.country}-reader`;
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Resource: `arn:aws:s3:::${boxOf(document.country)}/${document.key}` }],
  };
  return {
    ...acted({ ...act, role: `${document.country}-sign-download`, person: '' }),
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn, roleSessionName: act.person, sourceIdentity: act.person, policy: JSON.stringify(policy) },
    responseElements: { credentials: { accessKeyId: issuedKey, expiration: 'Nov 23, 2026, 10:20:00 AM' } },
    resources: [{ type: 'AWS::IAM::Role', ARN: roleArn }],
    managementEvent: true,
    eventCategory: 'Management',
  };
}

export function managementEvent(name: string, source: string, act: Act): Record_ {
  return {
    ...acted(act),
    eventSource: source,
    eventName: name,
    requestParameters: { name: 'x' },
    managementEvent: true,
    eventCategory: 'Management',
  };
}
