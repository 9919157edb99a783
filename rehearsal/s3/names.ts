import { AwsError } from '../cloud.ts';

/** `arn:aws:s3:::BUCKET` */
export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

/** `arn:aws:s3:::BUCKET/KEY`: also the encryption context of the object's data key. */
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** S3: "General purpose bucket naming rules". A name that passes is a safe name for a folder. */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !name.includes('..') &&
  !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
  !/^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name);

export const MAX_KEY_BYTES = 1024;

/** Refuses a key that is longer than S3 takes. */
export const requireKeyLength = (key: string): void => {
  const sizeBytes = Buffer.byteLength(key, 'utf8');
  if (sizeBytes <= MAX_KEY_BYTES) return;
  throw new AwsError('KeyTooLongError', 400, 'Your key is too long', { Size: String(sizeBytes), MaxSizeAllowed: String(MAX_KEY_BYTES) });
};
