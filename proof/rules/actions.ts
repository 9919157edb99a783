/** Every use of a key, of whatever kind it is. */
export const cryptography = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:ReEncrypt*',
  'kms:GenerateDataKey*',
  'kms:GenerateMac',
  'kms:VerifyMac',
  'kms:DeriveSharedSecret',
  'kms:Sign',
] as const;

/** What deployment may set on a box or its copy: with it, CloudFormation makes and updates the bucket. Written down here too, on purpose: a template that lets more be set breaks the rule. */
export const bucketSettings = [
  's3:CreateBucket',
  's3:PutBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutEncryptionConfiguration',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketOwnershipControls',
  's3:PutBucketNotification',
  's3:PutLifecycleConfiguration',
  's3:PutBucketCORS',
  's3:PutBucketTagging',
  's3:Get*Configuration',
  's3:GetBucket*',
] as const;
