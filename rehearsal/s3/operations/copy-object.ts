import { Readable } from 'node:stream';
import { xmlElement } from '../../wire/xml.ts';
import { authorize } from '../access/authorize.ts';
import { existingTags, versionContext } from '../access/context.ts';
import { algorithmNamed, checksumElement, newHasher } from '../body/checksums.ts';
import { MAX_PUT_BYTES } from '../body/terms.ts';
import { requireKeyLength } from '../names.ts';
import { bucketOf, invalidArgument, invalidRequest, keyOf, notImplemented, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Checksum, ChecksumAlgorithm, Description, ObjectVersion } from '../store/version.ts';
import { type Answer, quoted, xmlAnswer, xmlDate } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';
import { commitVersion } from './commit-version.ts';
import { requireReadConditions } from './conditions.ts';
import { authorizePut, DESCRIBING_HEADERS, readDescription } from './describe.ts';
import { ENCRYPTION_HEADERS, encryptionHeaders, readEncryption, sseApplied } from './encryption.ts';
import { findVersion, requireVersion, type VersionWanted, versioned } from './find-version.ts';
import { newEtag, removeUnless, versionHeader } from './put-object.ts';
import { type OpenedObject, openObject } from './read-object.ts';
import { storeBody } from './store-body.ts';

/** Conditional copies answer 501, as a bucket that enforces conditional writes cannot be copied into. */
export const copyObject: Operation = {
  name: 'CopyObject',
  category: 'Data',
  readOnly: false,
  method: 'PUT',
  on: 'object',
  whenHeader: 'x-amz-copy-source',
  headers: [
    ...DESCRIBING_HEADERS,
    ...ENCRYPTION_HEADERS,
    'x-amz-copy-source',
    'x-amz-copy-source-if-match',
    'x-amz-copy-source-if-none-match',
    'x-amz-copy-source-if-modified-since',
    'x-amz-copy-source-if-unmodified-since',
    'x-amz-metadata-directive',
    'x-amz-tagging-directive',
    'x-amz-checksum-algorithm',
    'x-amz-source-expected-bucket-owner',
  ],
  run: async (visit) => {
    const { request } = visit;
    const [bucket, key] = [bucketOf(visit), keyOf(visit)];
    requireKeyLength(key);
    const source = readSource(visit);
    const description = copiedDescription(request, { own: readDescription(visit, bucket), source: source.version });
    authorizePut(visit, bucket, { key, description, creates: true });
    requireChange(visit, source);
    requireReadConditions(request, source.version, 'x-amz-copy-source-');
    const copied = await copyBytes(visit, bucket, { source, description });
    const answer = xmlAnswer(
      'CopyObjectResult',
      xmlElement('LastModified', xmlDate(copied.lastModifiedMs)),
      xmlElement('ETag', quoted(copied.etag)),
      copied.checksum === undefined ? '' : xmlElement(checksumElement(copied.checksum.algorithm), copied.checksum.value),
      xmlElement('ChecksumType', copied.checksum?.type),
    );
    return { ...answer, ...answerOf(answer, { copied, source }) };
  },
};

interface Source {
  readonly bucket: Bucket;
  readonly key: string;
  readonly version: ObjectVersion;
}

const answerOf = (answer: Answer, { copied, source }: { readonly copied: ObjectVersion; readonly source: Source }) => ({
  headers: {
    ...answer.headers,
    ...encryptionHeaders(copied.envelope),
    ...versionHeader(copied),
    ...(source.version.versionId === 'null' ? {} : { 'x-amz-copy-source-version-id': source.version.versionId }),
  },
  trail: { sseApplied: sseApplied(copied.envelope) },
});

/** `/BUCKET/KEY?versionId=ID`, percent-encoded. */
const readSource = (visit: Visit): Source => {
  const header = visit.request.header('x-amz-copy-source') ?? '';
  const [, name = '', path = '', versionId] = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/.exec(header) ?? [];
  if (path === '') throw invalidArgument('x-amz-copy-source', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const bucket = visit.s3.buckets.get(name);
  const wanted: VersionWanted = { key: decoded(path), versionId };
  const found = findVersion(bucket, wanted);
  const context = { ...versionContext(versionId), ...existingTags(found?.kind === 'object' ? found : undefined) };
  authorize(visit, bucket, { action: versioned('s3:GetObject', versionId), key: wanted.key, context });
  const version = requireVersion(visit, bucket, wanted);
  if (version.sizeBytes > MAX_PUT_BYTES) {
    throw invalidRequest('The specified copy source is larger than the maximum allowable size for a copy source: 5368709120');
  }
  return { bucket, key: wanted.key, version };
};

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidArgument('x-amz-copy-source', 'Invalid copy source encoding.');
  }
};

const directive = (request: S3Request, name: string): 'COPY' | 'REPLACE' => {
  const value = request.header(name) ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw invalidArgument(name, `Unknown ${name.slice('x-amz-'.length)}.`);
};

const copiedDescription = (request: S3Request, of: { readonly own: Description; readonly source: ObjectVersion }): Description => {
  const { own, source } = of;
  const metadata = directive(request, 'x-amz-metadata-directive') === 'COPY' ? source : own;
  const tags = directive(request, 'x-amz-tagging-directive') === 'COPY' ? source.tags : own.tags;
  return { headers: metadata.headers, metadata: metadata.metadata, tags, retention: own.retention, legalHold: own.legalHold };
};

const requireChange = ({ request }: Visit, source: Source): void => {
  const same = source.bucket.name === request.bucket && source.key === request.key;
  const changes = request.header('x-amz-metadata-directive') === 'REPLACE' || request.header('x-amz-server-side-encryption') !== undefined;
  if (!same || changes || source.bucket.settings.versioning === 'Enabled') return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
};

interface Copying {
  readonly source: Source;
  readonly description: Description;
}

/** Reads the source with its key and writes it anew with that of the target. */
const copyBytes = async (visit: Visit, bucket: Bucket, { source, description }: Copying): Promise<ObjectVersion> => {
  const { request, s3 } = visit;
  const [key, { version }] = [keyOf(visit), source];
  const choice = readEncryption(request, bucket.settings.encryption);
  const algorithm = readAlgorithm(request) ?? version.checksum?.algorithm;
  const opened = await openObject(visit, source.bucket, { key: source.key, version, first: 0, last: version.sizeBytes - 1 });
  try {
    const { envelope, dataKey } = await s3.envelopes.seal({ bucket: bucket.name, key, caller: request.caller }, choice);
    const hashed = hashing(opened, algorithm);
    const terms = { sizeBytes: version.sizeBytes, framing: { kind: 'plain' } } as const;
    const stored = await storeBody(
      { bucket, sealing: s3.sealing },
      { source: hashed.body, terms, dataKey, wantMd5: envelope.algorithm === 'AES256' },
    );
    const { segment, receipt } = stored;
    const etag = newEtag(receipt.md5);
    const made = { ...description, sizeBytes: version.sizeBytes, etag, envelope, segments: [segment], checksum: hashed.checksum() };
    const commit = { key, version: made, condition: UNCONDITIONAL, reason: 'CopyObject' } as const;
    return await commitVersion(visit, bucket, commit).catch(async (error: unknown) => {
      await removeUnless(bucket, { key, stored });
      throw error;
    });
  } finally {
    await opened.release();
  }
};

const UNCONDITIONAL = { requireAtStart: () => {}, requireAtCommit: () => {} };

/** The bytes of an opened object as a body, hashed on the way. */
const hashing = ({ pieces }: OpenedObject, algorithm: ChecksumAlgorithm | undefined) => {
  const hasher = algorithm === undefined ? undefined : newHasher(algorithm);
  const read = async function* (): AsyncGenerator<Buffer> {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      hasher?.update(next.value);
      yield next.value;
    }
  };
  const checksum = (): Checksum | undefined =>
    algorithm === undefined || hasher === undefined
      ? undefined
      : { algorithm, value: hasher.digest().toString('base64'), type: 'FULL_OBJECT' };
  return { body: Readable.from(read(), { objectMode: false }), checksum };
};

const readAlgorithm = (request: S3Request): ChecksumAlgorithm | undefined => {
  const name = request.header('x-amz-checksum-algorithm');
  if (name === undefined) return undefined;
  const algorithm = algorithmNamed(name);
  if (algorithm === undefined) throw notImplemented(`the checksum algorithm ${name}`);
  return algorithm;
};
