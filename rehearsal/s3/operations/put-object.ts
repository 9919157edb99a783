import { randomBytes } from 'node:crypto';
import { checksumHeader } from '../body/checksums.ts';
import { type BodyTerms, readBodyTerms, statesIntegrity } from '../body/terms.ts';
import { requireKeyLength } from '../names.ts';
import { bucketOf, invalidRequest, keyOf, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Description, Envelope, ObjectVersion } from '../store/version.ts';
import { type Answer, quoted } from '../wire/answer.ts';
import { commitVersion } from './commit-version.ts';
import { readWriteCondition } from './conditions.ts';
import { authorizePut, DESCRIBING_HEADERS, readDescription } from './describe.ts';
import { ENCRYPTION_HEADERS, encryptionHeaders, readEncryption, sseApplied } from './encryption.ts';
import { requirePutSize, type StoredBody, storeBody } from './store-body.ts';

export const putObject: Operation = {
  name: 'PutObject',
  category: 'Data',
  readOnly: false,
  method: 'PUT',
  on: 'object',
  headers: [...DESCRIBING_HEADERS, ...ENCRYPTION_HEADERS, 'if-none-match', 'if-match'],
  body: true,
  run: async (visit) => {
    const { request, s3 } = visit;
    const [bucket, key] = [bucketOf(visit), keyOf(visit)];
    requireKeyLength(key);
    const description = readDescription(visit, bucket);
    authorizePut(visit, bucket, { key, description, creates: true });
    const terms = readPutTerms(visit, bucket, description);
    const condition = readWriteCondition(request);
    condition.requireAtStart(bucket.keys.get(key));
    const choice = readEncryption(request, bucket.settings.encryption);
    const { envelope, dataKey } = await s3.envelopes.seal({ bucket: bucket.name, key, caller: request.caller }, choice);
    const stored = await storeBody(
      { bucket, sealing: s3.sealing },
      { source: request.body, terms, dataKey, wantMd5: envelope.algorithm === 'AES256' },
    );
    const version = newObject({ description, envelope, stored });
    try {
      const committed = await commitVersion(visit, bucket, { key, version, condition, reason: 'PutObject' });
      return putAnswer(committed, { sseApplied: sseApplied(envelope, choice), bytesIn: terms.sizeBytes });
    } catch (error) {
      await removeUnless(bucket, { key, stored });
      throw error;
    }
  },
};

const readPutTerms = ({ request }: Visit, bucket: Bucket, { retention, legalHold }: Description): BodyTerms => {
  const terms = readBodyTerms(request);
  requirePutSize(terms);
  const locked = retention !== undefined || legalHold || bucket.settings.defaultRetention !== undefined;
  if (locked && !statesIntegrity(terms)) {
    throw invalidRequest('Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters');
  }
  return terms;
};

const newObject = (of: { readonly description: Description; readonly envelope: Envelope; readonly stored: StoredBody }) => {
  const { receipt, segment } = of.stored;
  return {
    ...of.description,
    sizeBytes: receipt.sizeBytes,
    etag: newEtag(receipt.md5),
    envelope: of.envelope,
    segments: [segment],
    checksum: receipt.checksum === undefined ? undefined : { ...receipt.checksum, type: 'FULL_OBJECT' as const },
  };
};

/** The MD5 of an SSE-S3 object; that of a KMS object is no digest of its bytes (S3: "Common Response Headers", ETag). */
export const newEtag = (md5: string | undefined): string => md5 ?? randomBytes(16).toString('hex');

/** A refused commit leaves no bytes; one that failed after the record was written keeps them. */
export const removeUnless = async (bucket: Bucket, of: { readonly key: string; readonly stored: StoredBody }): Promise<void> => {
  const { id } = of.stored.segment;
  const referred = bucket.keys.get(of.key)?.versions.some((each) => each.kind === 'object' && each.segments.some((one) => one.id === id));
  if (referred !== true) await bucket.segments.remove([id]);
};

const putAnswer = (version: ObjectVersion, trail: { readonly sseApplied: string; readonly bytesIn: number }): Answer => ({
  status: 200,
  headers: {
    etag: quoted(version.etag),
    ...encryptionHeaders(version.envelope),
    ...versionHeader(version),
    ...(version.checksum === undefined
      ? {}
      : { [checksumHeader(version.checksum.algorithm)]: version.checksum.value, 'x-amz-checksum-type': version.checksum.type }),
  },
  trail,
});

/** Objects of a bucket that never had versions have no version id to tell. */
export const versionHeader = ({ versionId }: Pick<ObjectVersion, 'versionId'>): Readonly<Record<string, string>> =>
  versionId === 'null' ? {} : { 'x-amz-version-id': versionId };
