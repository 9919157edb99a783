import { xmlElement } from '../../wire/xml.ts';
import { writeHeaderContext } from '../access/context.ts';
import { algorithmNamed, checksumTypes } from '../body/checksums.ts';
import { requireKeyLength } from '../names.ts';
import { newOpaqueId } from '../opaque-id.ts';
import { bucketOf, invalidRequest, keyOf, type Operation, type Visit } from '../s3.ts';
import type { Upload } from '../store/upload.ts';
import { xmlAnswer } from '../wire/answer.ts';
import type { S3Request } from '../wire/request.ts';
import { authorizePut, DESCRIBING_HEADERS, readDescription } from './describe.ts';
import { ENCRYPTION_HEADERS, encryptionHeaders, readEncryption, sseApplied } from './encryption.ts';

export const createMultipartUpload: Operation = {
  name: 'CreateMultipartUpload',
  category: 'Data',
  readOnly: false,
  method: 'POST',
  on: 'object',
  when: { uploads: undefined },
  headers: [...DESCRIBING_HEADERS, ...ENCRYPTION_HEADERS, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
  run: async (visit) => {
    const { request, s3 } = visit;
    const [bucket, key] = [bucketOf(visit), keyOf(visit)];
    requireKeyLength(key);
    const description = readDescription(visit, bucket);
    authorizePut(visit, bucket, { key, description, creates: false });
    const checksum = readChecksum(request);
    const choice = readEncryption(request, bucket.settings.encryption);
    const { envelope } = await s3.envelopes.seal({ bucket: bucket.name, key, caller: request.caller }, choice);
    const uploadId = newOpaqueId(48);
    const initiatedMs = s3.cloud.now().getTime();
    const encryptionContextKeys = encryptionKeys(request);
    const initiator = initiatorOf(visit);
    await bucket.uploads.begin({ uploadId, key, initiatedMs, initiator, description, envelope, encryptionContextKeys, checksum });
    const answer = xmlAnswer(
      'InitiateMultipartUploadResult',
      xmlElement('Bucket', bucket.name),
      xmlElement('Key', key),
      xmlElement('UploadId', uploadId),
    );
    const checksumHeaders = { 'x-amz-checksum-algorithm': checksum?.algorithm, 'x-amz-checksum-type': checksum?.type };
    return {
      ...answer,
      headers: { ...answer.headers, ...encryptionHeaders(envelope), ...checksumHeaders },
      trail: { sseApplied: sseApplied(envelope, choice) },
    };
  },
};

const readChecksum = (request: S3Request): Upload['checksum'] => {
  const name = request.header('x-amz-checksum-algorithm');
  const type = request.header('x-amz-checksum-type');
  if (name === undefined) {
    if (type !== undefined)
      throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
    return undefined;
  }
  const algorithm = algorithmNamed(name);
  if (algorithm === undefined) throw invalidRequest('Checksum algorithm provided is unsupported.');
  const types = checksumTypes(algorithm);
  const known = types.find((each) => each === (type?.toUpperCase() ?? types[0]));
  if (known === undefined) {
    throw invalidRequest(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
  }
  return { algorithm, type: known };
};

const encryptionKeys = (request: S3Request): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(writeHeaderContext(request)).flatMap(([name, value]) =>
      name.startsWith('s3:x-amz-server-side-encryption') && typeof value === 'string' ? [[name, value]] : [],
    ),
  );

const initiatorOf = ({ request: { caller } }: Visit): string => {
  const { principal } = caller;
  return principal.kind === 'user' || principal.kind === 'session' ? principal.arn : caller.userId;
};
