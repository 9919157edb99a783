import { AwsError } from '../../cloud.ts';
import { notImplemented } from '../s3.ts';
import { currentObject, type KeyRecord, type ObjectVersion } from '../store/version.ts';
import { httpDate } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';

/** The condition of a write, held against the key when the request comes and again when the object is made. */
export interface WriteCondition {
  readonly requireAtStart: (record: KeyRecord | undefined) => void;
  /** Throws 412, or 409 where the object was deleted meanwhile. */
  readonly requireAtCommit: (record: KeyRecord | undefined) => void;
}

/** Reads If-None-Match and If-Match of a write (S3: "How to prevent object overwrites with conditional writes"). */
export const readWriteCondition = (request: S3Request): WriteCondition => {
  const noneMatch = request.header('if-none-match');
  const match = request.header('if-match');
  if (noneMatch !== undefined && noneMatch !== '*') throw notImplemented('If-None-Match with anything but *');
  if (noneMatch !== undefined && match !== undefined) throw notImplemented('If-None-Match together with If-Match');
  if (match === '*') throw notImplemented('If-Match: *');
  return {
    requireAtStart: (record) => {
      const current = currentObject(record);
      if (noneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
      if (match === undefined) return;
      if (current === undefined) throw new AwsError('NoSuchKey', 404, 'The specified key does not exist.');
      if (!isTag(match, current)) throw preconditionFailed('If-Match');
    },
    requireAtCommit: (record) => {
      const current = currentObject(record);
      if (noneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
      if (match === undefined) return;
      if (current === undefined) {
        throw new AwsError('ConditionalRequestConflict', 409, 'The conditional request cannot succeed due to a conflicting operation.');
      }
      if (!isTag(match, current)) throw preconditionFailed('If-Match');
    },
  };
};

/** Conditions of GetObject and HeadObject (RFC 9110, section 13.2.2). Throws 412 or 304. */
export const requireReadConditions = (request: S3Request, version: ObjectVersion, prefix = ''): void => {
  const header = (name: string): string | undefined => request.header(`${prefix}${name}`);
  const [match, noneMatch] = [header('if-match'), header('if-none-match')];
  const modifiedMs = Math.floor(version.lastModifiedMs / 1000) * 1000;
  if (match !== undefined && !anyTag(match, version)) throw preconditionFailed('If-Match');
  if (match === undefined && isBefore(header('if-unmodified-since'), modifiedMs)) throw preconditionFailed('If-Unmodified-Since');
  const unchanged = prefix === '' ? notModified(version) : preconditionFailed('If-None-Match');
  if (noneMatch !== undefined && anyTag(noneMatch, version)) throw unchanged;
  if (noneMatch === undefined && isSince(header('if-modified-since'), modifiedMs)) throw unchanged;
};

export const preconditionFailed = (condition: string): AwsError =>
  new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', { Condition: condition });

const notModified = (version: ObjectVersion): AwsError =>
  new AwsError('NotModified', 304, 'Not Modified', { ETag: `"${version.etag}"`, 'Last-Modified': httpDate(version.lastModifiedMs) });

const anyTag = (header: string, version: ObjectVersion): boolean =>
  header.split(',').some((tag) => tag.trim() === '*' || isTag(tag.trim(), version));

/** Clients write ETags with and without quotes. */
export const isTag = (given: string, { etag }: Pick<ObjectVersion, 'etag'>): boolean => given.replace(/^"(.*)"$/, '$1') === etag;

const isBefore = (date: string | undefined, modifiedMs: number): boolean => date !== undefined && Date.parse(date) < modifiedMs;

const isSince = (date: string | undefined, modifiedMs: number): boolean => date !== undefined && Date.parse(date) >= modifiedMs;
