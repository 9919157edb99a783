import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { ALGORITHMS, checksumElement } from '../body/checksums.ts';
import { invalidRequest, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Part, Upload } from '../store/upload.ts';
import type { ObjectVersion } from '../store/version.ts';
import { type Answer, quoted, xmlAnswer } from '../wire/answer.ts';
import { readXml, repeated, text, wholeNumber } from '../wire/xml-body.ts';
import { assembled, requireClaims } from './assemble-parts.ts';
import { commitVersion } from './commit-version.ts';
import { readWriteCondition } from './conditions.ts';
import { encryptionHeaders, sseApplied } from './encryption.ts';
import { aimAtUpload, authorizeUpload } from './find-upload.ts';
import { versionHeader } from './put-object.ts';

const listedPart = z.strictObject({
  PartNumber: wholeNumber,
  ETag: text,
  ChecksumCRC32: z.string().optional(),
  ChecksumCRC32C: z.string().optional(),
  ChecksumCRC64NVME: z.string().optional(),
  ChecksumSHA1: z.string().optional(),
  ChecksumSHA256: z.string().optional(),
});
export type ListedPart = z.infer<typeof listedPart>;

const completeBody = z.strictObject({ Part: repeated(listedPart, { min: 1, max: 10_000 }) });

export const completeMultipartUpload: Operation = {
  name: 'CompleteMultipartUpload',
  category: 'Data',
  readOnly: false,
  method: 'POST',
  on: 'object',
  when: { uploadId: undefined },
  headers: ['if-none-match', 'if-match', 'x-amz-checksum-type', 'x-amz-mp-object-size'],
  // Its checksum headers speak of the object, not of this body: they are taken here and not held against the XML.
  body: true,
  run: async (visit) => {
    const aimed = aimAtUpload(visit);
    const { bucket } = aimed;
    authorizeUpload(visit, aimed, true);
    const upload = aimed.find();
    const body = await readXml(withoutObjectChecksum(visit), {
      root: 'CompleteMultipartUpload',
      schema: completeBody,
      limitBytes: 4_194_304,
    });
    return completeUpload(visit, bucket, { upload, listed: body.Part });
  },
};

const withoutObjectChecksum = ({ request }: Visit): Visit['request'] => {
  const ofObject = new Set(ALGORITHMS.map((algorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`));
  return { ...request, header: (name) => (ofObject.has(name) ? undefined : request.header(name)) };
};

interface Completing {
  readonly upload: Upload;
  readonly listed: readonly ListedPart[];
}

const completeUpload = async (visit: Visit, bucket: Bucket, { upload, listed }: Completing): Promise<Answer> => {
  const { request, s3 } = visit;
  const { key, uploadId } = upload;
  const condition = readWriteCondition(request);
  let version: ObjectVersion | undefined;
  await bucket.uploads.end(upload, async () => {
    condition.requireAtStart(bucket.keys.get(key));
    const parts = requireParts(bucket, { upload, listed });
    const made = assembled(upload, parts);
    requireClaims(request, made);
    // S3 reads the parts once more, so that the caller needs kms:Decrypt here too.
    await s3.envelopes.open({ bucket: bucket.name, key, caller: request.caller }, upload.envelope);
    version = await commitVersion(visit, bucket, { key, version: made, condition, reason: 'CompleteMultipartUpload' });
    return parts;
  });
  if (version === undefined) throw new Error(`the upload ${uploadId} ended without an object`);
  return completeAnswer(visit, bucket, version);
};

/** Holds the list against the parts that arrived: order, ETag, checksum, and size of all but the last. */
const requireParts = (bucket: Bucket, { upload, listed }: Completing): readonly Part[] => {
  requireOrder(listed);
  const parts = listed.map((entry) => {
    const part = bucket.uploads.part(upload.uploadId, entry.PartNumber);
    if (part === undefined || entry.ETag.replace(/^"(.*)"$/, '$1') !== part.etag) throw invalidPart(entry, upload);
    requirePartChecksum(upload, { part, entry });
    return part;
  });
  for (const part of parts.slice(0, -1)) requireMinimum(part);
  return parts;
};

const requireOrder = (listed: readonly ListedPart[]): void => {
  const ordered = listed.every((part, index) => index === 0 || (listed[index - 1]?.PartNumber ?? 0) < part.PartNumber);
  if (ordered) return;
  throw new AwsError('InvalidPartOrder', 400, 'The list of parts was not in ascending order. Parts must be ordered by part number.');
};

const invalidPart = ({ PartNumber, ETag }: ListedPart, { uploadId }: Upload): AwsError =>
  new AwsError(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: uploadId, PartNumber: String(PartNumber), ETag },
  );

const requirePartChecksum = (upload: Upload, { part, entry }: { readonly part: Part; readonly entry: ListedPart }): void => {
  const stated = ALGORITHMS.flatMap((algorithm) => {
    const value = entry[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  for (const { algorithm, value } of stated) {
    if (part.checksum?.algorithm !== algorithm || part.checksum.value !== value) throw invalidPart(entry, upload);
  }
  if (upload.checksum?.type !== 'COMPOSITE' || stated.length > 0) return;
  const name = upload.checksum.algorithm.toLowerCase();
  throw invalidRequest(
    `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
  );
};

/** Every part but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;

const requireMinimum = ({ number, etag, segment }: Part): void => {
  if (segment.sizeBytes >= MIN_PART_BYTES) return;
  throw new AwsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: String(segment.sizeBytes),
    MinSizeAllowed: String(MIN_PART_BYTES),
    PartNumber: String(number),
    ETag: etag,
  });
};

const completeAnswer = ({ s3, request }: Visit, bucket: Bucket, version: ObjectVersion): Answer => {
  const { checksum } = version;
  const key = request.key ?? '';
  const answer = xmlAnswer(
    'CompleteMultipartUploadResult',
    xmlElement('Location', `${s3.cloud.endpoint()}/${bucket.name}/${encodeURIComponent(key)}`),
    xmlElement('Bucket', bucket.name),
    xmlElement('Key', key),
    xmlElement('ETag', quoted(version.etag)),
    checksum === undefined ? '' : xmlElement(checksumElement(checksum.algorithm), checksum.value),
    xmlElement('ChecksumType', checksum?.type),
  );
  return {
    ...answer,
    headers: { ...answer.headers, ...encryptionHeaders(version.envelope), ...versionHeader(version) },
    trail: { sseApplied: sseApplied(version.envelope) },
  };
};
