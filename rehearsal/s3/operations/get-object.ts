import { AwsError } from '../../cloud.ts';
import { allows, authorize } from '../access/authorize.ts';
import { existingTags, versionContext } from '../access/context.ts';
import { checksumHeader } from '../body/checksums.ts';
import { bucketOf, invalidArgument, invalidRequest, keyOf, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { ObjectVersion } from '../store/version.ts';
import { type Answer, httpDate, quoted } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';
import { isTag, requireReadConditions } from './conditions.ts';
import { encryptionHeaders, sseApplied } from './encryption.ts';
import { findVersion, requireVersion, versioned, versionIdOf } from './find-version.ts';
import { versionHeader } from './put-object.ts';
import { partRange, type Range, readRange } from './ranges.ts';
import { openObject } from './read-object.ts';

const OVERRIDES = ['content-type', 'content-language', 'expires', 'cache-control', 'content-disposition', 'content-encoding'];

const reading = {
  category: 'Data',
  readOnly: true,
  on: 'object',
  query: ['versionId', 'partNumber', ...OVERRIDES.map((name) => `response-${name}`)],
  headers: ['x-amz-checksum-mode', 'range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'],
} as const;

export const getObject: Operation = {
  name: 'GetObject',
  method: 'GET',
  ...reading,
  run: async (visit) => {
    const wanted = readWanted(visit);
    const { bucket, key, version, range } = wanted;
    const opened = await openObject(visit, bucket, { key, version, first: range.first, last: range.last });
    const sizeBytes = range.last - range.first + 1;
    return { ...headOf(visit, wanted), body: { kind: 'stream', sizeBytes, ...opened } };
  },
};

export const headObject: Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  ...reading,
  run: async (visit) => {
    const wanted = readWanted(visit);
    const { bucket, key, version, range } = wanted;
    // S3 asks KMS only for the checksum: it is encrypted with the object (S3: HeadObject, x-amz-checksum-mode).
    if (visit.request.header('x-amz-checksum-mode') !== undefined) {
      await visit.s3.envelopes.open({ bucket: bucket.name, key, caller: visit.request.caller }, version.envelope);
    }
    const head = headOf(visit, wanted);
    return { ...head, headers: { ...head.headers, 'content-length': String(range.last - range.first + 1) } };
  },
};

interface Wanted {
  readonly bucket: Bucket;
  readonly key: string;
  readonly version: ObjectVersion;
  readonly range: Range;
}

const readWanted = (visit: Visit): Wanted => {
  const { request } = visit;
  const [bucket, key] = [bucketOf(visit), keyOf(visit)];
  const versionId = versionIdOf(visit);
  const found = findVersion(bucket, { key, versionId });
  const context = { ...versionContext(versionId), ...existingTags(found?.kind === 'object' ? found : undefined) };
  authorize(visit, bucket, { action: versioned('s3:GetObject', versionId), key, context });
  const version = requireVersion(visit, bucket, { key, versionId });
  requireReadConditions(request, version);
  return { bucket, key, version, range: rangeOf(request, version) };
};

const rangeOf = (request: S3Request, version: ObjectVersion): Range => {
  const partNumber = request.query.get('partNumber');
  const range = request.header('range');
  if (partNumber !== undefined) {
    if (range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
    return partRange(version, partNumber);
  }
  const ifRange = request.header('if-range');
  const stale = ifRange !== undefined && !isTag(ifRange, version) && ifRange !== httpDate(version.lastModifiedMs);
  return readRange(stale ? undefined : range, version.sizeBytes);
};

const headOf = (visit: Visit, { bucket, key, version, range }: Wanted): Answer => ({
  status: range.partial ? 206 : 200,
  headers: {
    'accept-ranges': 'bytes',
    'last-modified': httpDate(version.lastModifiedMs),
    etag: quoted(version.etag),
    ...version.headers,
    ...Object.fromEntries(Object.entries(version.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...versionHeader(version),
    ...encryptionHeaders(version.envelope),
    ...(version.replication === undefined ? {} : { 'x-amz-replication-status': version.replication }),
    ...lockHeaders(visit, bucket, { key, version }),
    ...tagHeader(visit, bucket, { key, version }),
    ...checksumHeaders(visit.request, version, range),
    ...(range.partial ? { 'content-range': `bytes ${range.first}-${range.last}/${version.sizeBytes}` } : {}),
    ...(range.part === undefined ? {} : { 'x-amz-mp-parts-count': String(version.parts?.length ?? 1) }),
    ...overrides(visit.request),
  },
  trail: { sseApplied: sseApplied(version.envelope) },
});

interface Shown {
  readonly key: string;
  readonly version: ObjectVersion;
}

/** Only for those who may ask for retention and legal hold themselves (S3: GetObject, response headers). */
const lockHeaders = (visit: Visit, bucket: Bucket, { key, version }: Shown): Readonly<Record<string, string>> => {
  const { retention, legalHold } = version;
  const showsRetention = retention !== undefined && allows(visit, bucket, { action: 's3:GetObjectRetention', key });
  const showsHold = legalHold && allows(visit, bucket, { action: 's3:GetObjectLegalHold', key });
  return {
    ...(showsRetention
      ? {
          'x-amz-object-lock-mode': retention.mode,
          'x-amz-object-lock-retain-until-date': new Date(retention.untilMs).toISOString(),
        }
      : {}),
    ...(showsHold ? { 'x-amz-object-lock-legal-hold': 'ON' } : {}),
  };
};

const tagHeader = (visit: Visit, bucket: Bucket, { key, version }: Shown): Readonly<Record<string, string>> => {
  const count = Object.keys(version.tags).length;
  return count > 0 && allows(visit, bucket, { action: 's3:GetObjectTagging', key }) ? { 'x-amz-tagging-count': String(count) } : {};
};

/** The checksum is of the whole object: not given with a piece of it. */
const checksumHeaders = (request: S3Request, version: ObjectVersion, range: Range): Readonly<Record<string, string>> => {
  const mode = request.header('x-amz-checksum-mode');
  if (mode !== undefined && mode.toUpperCase() !== 'ENABLED') throw invalidArgument('x-amz-checksum-mode', 'Unknown checksum mode.');
  if (mode === undefined || range.partial || version.checksum === undefined) return {};
  const { algorithm, value, type } = version.checksum;
  return { [checksumHeader(algorithm)]: value, 'x-amz-checksum-type': type };
};

const overrides = ({ query, signature }: S3Request): Readonly<Record<string, string>> => {
  const pairs = OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (pairs.length > 0 && signature.kind === 'none') {
    throw invalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
  }
  for (const [name, value] of pairs) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header value must not hold
    if (/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(value)) {
      throw new AwsError('InvalidArgument', 400, 'Header value cannot be represented using ISO-8859-1.', {
        ArgumentName: `response-${name}`,
      });
    }
  }
  return Object.fromEntries(pairs);
};
