import { checksumHeader } from '../body/checksums.ts';
import { type BodyTerms, readBodyTerms, statesIntegrity } from '../body/terms.ts';
import { invalidRequest, type Operation, type Visit } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import type { Part, Upload } from '../store/upload.ts';
import { type Answer, quoted } from '../wire/answer.ts';
import { encryptionHeaders, sseApplied } from './encryption.ts';
import { aimAtUpload, authorizeUpload, readPartNumber } from './find-upload.ts';
import { newEtag } from './put-object.ts';
import { requirePutSize, storeBody } from './store-body.ts';

export const uploadPart: Operation = {
  name: 'UploadPart',
  category: 'Data',
  readOnly: false,
  method: 'PUT',
  on: 'object',
  when: { uploadId: undefined, partNumber: undefined },
  body: true,
  run: async (visit) => {
    const { request, s3 } = visit;
    const aimed = aimAtUpload(visit);
    const { bucket, key } = aimed;
    authorizeUpload(visit, aimed, false);
    const number = readPartNumber(request.query.get('partNumber'));
    const upload = aimed.find();
    const terms = readPartTerms(visit, bucket, upload);
    const dataKey = await s3.envelopes.open({ bucket: bucket.name, key, caller: request.caller }, upload.envelope);
    const wantMd5 = upload.envelope.algorithm === 'AES256';
    const { segment, receipt } = await storeBody({ bucket, sealing: s3.sealing }, { source: request.body, terms, dataKey, wantMd5 });
    const lastModifiedMs = s3.cloud.now().getTime();
    const part: Part = { number, etag: newEtag(receipt.md5), lastModifiedMs, segment, checksum: receipt.checksum };
    try {
      await bucket.uploads.putPart(upload, part);
    } catch (error) {
      if (bucket.uploads.part(upload.uploadId, number)?.segment.id !== segment.id) await bucket.segments.remove([segment.id]);
      throw error;
    }
    return partAnswer(upload, part);
  },
};

/** A part must state the checksum that the upload was begun with. */
const readPartTerms = ({ request }: Visit, bucket: Bucket, { checksum }: Upload): BodyTerms => {
  const terms = readBodyTerms(request);
  requirePutSize(terms);
  if (checksum !== undefined && terms.checksum?.algorithm !== checksum.algorithm) {
    const actual = terms.checksum?.algorithm.toLowerCase() ?? 'null';
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${actual}`,
    );
  }
  if (bucket.settings.defaultRetention !== undefined && !statesIntegrity(terms)) {
    throw invalidRequest('Content-MD5 OR x-amz-checksum- HTTP header is required for Put Part requests with Object Lock parameters');
  }
  return terms;
};

const partAnswer = ({ envelope }: Upload, { etag, checksum, segment }: Part): Answer => ({
  status: 200,
  headers: {
    etag: quoted(etag),
    ...encryptionHeaders(envelope),
    ...(checksum === undefined ? {} : { [checksumHeader(checksum.algorithm)]: checksum.value }),
  },
  trail: { sseApplied: sseApplied(envelope), bytesIn: segment.sizeBytes },
});
