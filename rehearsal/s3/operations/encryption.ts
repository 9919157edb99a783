import * as z from 'zod';
import { invalidArgument, notImplemented } from '../s3.ts';
import type { EncryptionChoice } from '../sealing/envelopes.ts';
import type { DefaultEncryption } from '../store/settings.ts';
import type { Envelope } from '../store/version.ts';
import type { S3Request } from '../wire/request.ts';

/** Headers that say how the object is to be encrypted. Keys of the customer's own (SSE-C) are not among them. */
export const ENCRYPTION_HEADERS: readonly string[] = [
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-context',
  'x-amz-server-side-encryption-bucket-key-enabled',
];

/** What the request asks for, or else the bucket's default. */
export const readEncryption = (request: S3Request, byDefault: DefaultEncryption): EncryptionChoice => {
  const algorithm = request.header('x-amz-server-side-encryption');
  const keyId = request.header('x-amz-server-side-encryption-aws-kms-key-id');
  const context = readContext(request.header('x-amz-server-side-encryption-context'));
  if (request.header('x-amz-server-side-encryption-bucket-key-enabled')?.toLowerCase() === 'true') throw notImplemented('S3 Bucket Keys');
  if (algorithm !== 'aws:kms' && (keyId !== undefined || (context !== undefined && algorithm !== undefined))) {
    throw invalidArgument(
      'x-amz-server-side-encryption',
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  }
  if (algorithm === undefined) return { ...byDefault, asked: false, context };
  if (algorithm === 'AES256') return { algorithm, asked: true };
  if (algorithm === 'aws:kms:dsse') throw notImplemented('aws:kms:dsse');
  if (algorithm !== 'aws:kms') {
    throw invalidArgument('x-amz-server-side-encryption', 'The encryption method specified is not supported');
  }
  return { algorithm, keyId: keyId ?? defaultKey(byDefault), asked: true, context };
};

/** Without a key S3 takes the bucket's, or else a key of its own, which the rehearsal does not have. */
const defaultKey = (byDefault: DefaultEncryption): string => {
  if (byDefault.algorithm === 'aws:kms') return byDefault.keyId;
  throw notImplemented('aws:kms without a key id (the AWS managed key aws/s3)');
};

const strings = z.record(z.string(), z.string());

const readContext = (base64: string | undefined): Readonly<Record<string, string>> | undefined => {
  if (base64 === undefined) return undefined;
  try {
    const context = strings.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
    if (!('aws:s3:arn' in context)) return context;
  } catch {
    // Said below, for both.
  }
  throw invalidArgument('x-amz-server-side-encryption-context', 'The header is not base64 of a JSON object of strings without aws:s3:arn');
};

/** Headers that tell how an object is encrypted. */
export const encryptionHeaders = (envelope: Envelope): Readonly<Record<string, string>> => ({
  'x-amz-server-side-encryption': envelope.algorithm,
  ...(envelope.algorithm === 'aws:kms' ? { 'x-amz-server-side-encryption-aws-kms-key-id': envelope.keyArn } : {}),
});

/** `SSEApplied` of the trail: whether the request named the encryption or the bucket did. */
export const sseApplied = (envelope: Envelope, choice?: EncryptionChoice): string => {
  const kind = envelope.algorithm === 'aws:kms' ? 'SSE_KMS' : 'SSE_S3';
  return choice?.asked === false ? `Default_${kind}` : kind;
};
