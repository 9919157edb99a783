import type { eventColumns } from '../domain/audit-question.ts';
import { derivedColumns } from '../domain/audit-question.ts';

export type EventColumn = (typeof eventColumns)[number]['name'];

/** A record of the log as the questions see it. Every text is data from outside; absent is null. */
export type LogEvent = Readonly<Record<EventColumn | keyof typeof derivedColumns, string | null>> & { readonly event_day: string };

/**
 * Where each column stands in a record (CloudTrail: "record contents"): the field at the top, and a path below it. Several: the first that
 * is there. DuckDB reads these paths at ingestion; the raw scan walks them by itself.
 */
export const columnPaths: Readonly<Record<EventColumn, readonly (readonly [string, ...(string | number)[]])[]>> = {
  event_time: [['eventTime']],
  person: [['userIdentity', 'sessionContext', 'sourceIdentity']],
  actor: [
    ['userIdentity', 'arn'],
    ['userIdentity', 'invokedBy'],
    ['userIdentity', 'principalId'],
    ['userIdentity', 'type'],
  ],
  event_source: [['eventSource']],
  event_name: [['eventName']],
  bucket: [['requestParameters', 'bucketName']],
  object_key: [['requestParameters', 'key']],
  version_id: [['requestParameters', 'versionId']],
  resource: [['resources', 0, 'ARN']],
  error_code: [['errorCode']],
  error_message: [['errorMessage']],
  source_ip: [['sourceIPAddress']],
  account: [['recipientAccountId']],
  region: [['awsRegion']],
  event_id: [['eventID']],
  role_arn: [['userIdentity', 'sessionContext', 'sessionIssuer', 'arn']],
  access_key_id: [['userIdentity', 'accessKeyId']],
  kms_object: [['requestParameters', 'encryptionContext', 'aws:s3:arn']],
  copy_source: [['requestParameters', 'x-amz-copy-source']],
  asked_role: [['requestParameters', 'roleArn']],
  asked_person: [['requestParameters', 'sourceIdentity']],
  asked_policy: [['requestParameters', 'policy']],
  issued_key: [['responseElements', 'credentials', 'accessKeyId']],
};

/** The columns of a raw record, without SQL: the independent reading that scan and proof stand on. */
export function eventOf(record: unknown): LogEvent {
  const text = (name: EventColumn): string | null => {
    for (const path of columnPaths[name]) {
      const value = textAt(record, path);
      if (value !== null) return value;
    }
    return null;
  };
  const bucket = text('bucket');
  const object_key = text('object_key');
  const kms_object = text('kms_object');
  const asked_policy = text('asked_policy');
  const event_time = text('event_time');
  const inBucket = bucket === null ? kms_object : `arn:aws:s3:::${bucket}/`;
  const inDispatch = object_key === null ? (kms_object ?? asked_policy) : `/${object_key}`;
  return {
    event_time,
    event_day: dayOf(event_time),
    person: text('person'),
    actor: text('actor'),
    event_source: text('event_source'),
    event_name: text('event_name'),
    bucket,
    object_key,
    version_id: text('version_id'),
    resource: text('resource'),
    error_code: text('error_code') || null,
    error_message: text('error_message'),
    source_ip: text('source_ip'),
    account: text('account'),
    region: text('region'),
    event_id: text('event_id'),
    role_arn: text('role_arn'),
    access_key_id: text('access_key_id'),
    kms_object,
    copy_source: percentDecoded(text('copy_source')),
    asked_role: text('asked_role'),
    asked_person: text('asked_person'),
    asked_policy,
    issued_key: text('issued_key'),
    box_country: captured(inBucket, boxPattern),
    dispatch_id: dispatchIn(inDispatch),
  };
}

/** Day of a record whose time has the form that CloudTrail writes; `unknown` otherwise, and then it belongs to every period. */
export function dayOf(eventTime: string | null): string {
  return eventTime !== null && timePattern.test(eventTime) ? eventTime.slice(0, 10) : 'unknown';
}

/** `2026-11-23T14:15:00Z`; Insights events carry it too. */
export const timePattern =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z$/;

/** The source of a copy as S3 reads it (docs: CopyObject, x-amz-copy-source). Names of boxes and documents are ASCII: what is not stays as it is. */
function percentDecoded(text: string | null): string | null {
  return text?.replaceAll(/%([0-7][0-9a-f])/gi, (_all, byte: string) => String.fromCharCode(Number.parseInt(byte, 16))) ?? null;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const boxPattern = new RegExp(derivedColumns.box_country.pattern);
const dispatchPattern = new RegExp(derivedColumns.dispatch_id.pattern);

/** The dispatch that a key, an ARN or the source of a copy is of. */
export function dispatchIn(text: string | null): string | null {
  return captured(text, dispatchPattern);
}

function captured(text: string | null, pattern: RegExp): string | null {
  return (text === null ? undefined : pattern.exec(text)?.[1]) ?? null;
}

function textAt(record: unknown, path: readonly (string | number)[]): string | null {
  let value = record;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  if (typeof value === 'string') return value.toWellFormed();
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

/** Null where it nests too deep to be written. */
function jsonOf(value: object): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
