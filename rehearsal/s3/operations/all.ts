import type { Operation } from '../s3.ts';
import { objectLock } from './bucket-object-lock.ts';
import { bucketPolicy } from './bucket-policy.ts';
import { cors, lifecycle, notification } from './bucket-rules.ts';
import { bucketTags, encryption, ownership, policyStatus, publicAccess, versioning } from './bucket-settings.ts';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.ts';
import { completeMultipartUpload } from './complete-multipart-upload.ts';
import { copyObject } from './copy-object.ts';
import { createMultipartUpload } from './create-multipart-upload.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { getObject, headObject } from './get-object.ts';
import { listObjectVersions } from './list-object-versions.ts';
import { listObjects, listObjectsV2 } from './list-objects.ts';
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from './locks.ts';
import { getObjectAttributes } from './object-attributes.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging.ts';
import { putObject } from './put-object.ts';
import { settingOperations } from './setting.ts';
import { uploadPart } from './upload-part.ts';
import { abortMultipartUpload, listMultipartUploads, listParts } from './uploads.ts';

/** Every operation that the embedded S3 knows. */
export const OPERATIONS: readonly Operation[] = [
  listBuckets,
  createBucket,
  deleteBucket,
  headBucket,
  getBucketLocation,
  ...[
    versioning,
    encryption,
    publicAccess,
    policyStatus,
    bucketPolicy,
    objectLock,
    cors,
    lifecycle,
    notification,
    ownership,
    bucketTags,
  ].flatMap(settingOperations),
  listObjectsV2,
  listObjects,
  listObjectVersions,
  deleteObjects,
  putObject,
  copyObject,
  getObject,
  headObject,
  deleteObject,
  getObjectAttributes,
  getObjectRetention,
  putObjectRetention,
  getObjectLegalHold,
  putObjectLegalHold,
  getObjectTagging,
  putObjectTagging,
  deleteObjectTagging,
  createMultipartUpload,
  uploadPart,
  completeMultipartUpload,
  abortMultipartUpload,
  listParts,
  listMultipartUploads,
];
