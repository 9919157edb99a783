import { createHash } from 'node:crypto';
import { AwsError } from '../../cloud.ts';
import { ALGORITHMS, checksumHeader, combineChecksums } from '../body/checksums.ts';
import { invalidRequest } from '../s3.ts';
import type { Part, Upload } from '../store/upload.ts';
import type { Checksum } from '../store/version.ts';
import type { S3Request } from '../wire/request.ts';
import type { NewVersion } from './commit-version.ts';

/** The object that parts make. Their files stay as they are: the object refers to them in order. */
export const assembled = (upload: Upload, parts: readonly Part[]): NewVersion => ({
  ...upload.description,
  sizeBytes: parts.reduce((sum, { segment }) => sum + segment.sizeBytes, 0),
  etag: compositeEtag(parts),
  envelope: upload.envelope,
  segments: parts.map(({ segment }) => segment),
  checksum: upload.checksum === undefined ? undefined : combinedChecksum(upload.checksum, parts),
  parts: parts.map(({ number, segment, checksum }) => ({ number, sizeBytes: segment.sizeBytes, checksum: checksum?.value })),
  uploadId: upload.uploadId,
});

/** Refuses where the request states another size or checksum of the whole than the parts make. */
export const requireClaims = (request: S3Request, { sizeBytes, checksum }: NewVersion): void => {
  const size = request.header('x-amz-mp-object-size');
  if (size !== undefined && size !== String(sizeBytes)) {
    throw invalidRequest(`The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${sizeBytes}`);
  }
  const type = request.header('x-amz-checksum-type');
  if (type !== undefined && type.toUpperCase() !== checksum?.type) {
    throw invalidRequest('The checksum type of the request differs from that of CreateMultipartUpload.');
  }
  requireChecksum(request, checksum);
};

const requireChecksum = (request: S3Request, checksum: Checksum | undefined): void => {
  for (const algorithm of ALGORITHMS) {
    const stated = request.header(checksumHeader(algorithm));
    if (stated === undefined) continue;
    if (checksum?.algorithm !== algorithm) throw invalidRequest(`The upload was not created with a ${algorithm.toLowerCase()} checksum.`);
    // S3 takes the composite value with and without its number of parts.
    if (stated !== checksum.value && stated !== checksum.value.replace(/-\d+$/, '')) {
      throw new AwsError('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`);
    }
  }
};

const combinedChecksum = (of: NonNullable<Upload['checksum']>, parts: readonly Part[]): Checksum =>
  combineChecksums(
    of,
    parts.map(({ checksum, segment }) => ({ value: checksum?.value ?? '', sizeBytes: segment.sizeBytes })),
  );

/** `MD5-OF-MD5S-N` for SSE-S3; of the same form, but no digest of the bytes, for KMS. */
const compositeEtag = (parts: readonly Part[]): string => {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
};
