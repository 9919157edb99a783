import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { isPublicPolicy } from '../access/public-policy.ts';
import { notImplemented } from '../s3.ts';
import { awsManagedKey, type BucketSettings, type DefaultEncryption } from '../store/settings.ts';
import { group, xmlAnswer } from '../wire/answer.ts';
import { group as elements, readXml, text, truth } from '../wire/xml-body.ts';
import { type BucketSetting, configured } from './setting.ts';
import { requireTags, tagging, tagSet } from './tags.ts';

const versioningBody = elements({ Status: z.enum(['Enabled', 'Suspended']), MfaDelete: z.literal('Disabled').optional() });

export const versioning: BucketSetting = {
  parameter: 'versioning',
  get: {
    name: 'GetBucketVersioning',
    action: 's3:GetBucketVersioning',
    run: ({ settings }) =>
      xmlAnswer('VersioningConfiguration', settings.versioning === 'Unversioned' ? '' : xmlElement('Status', settings.versioning)),
  },
  put: {
    name: 'PutBucketVersioning',
    action: 's3:PutBucketVersioning',
    run: async ({ request }) => {
      const { Status } = await readXml(request, { root: 'VersioningConfiguration', schema: versioningBody });
      return (settings) => withVersioning(settings, Status);
    },
  },
};

/** Object Lock needs versions, so a bucket that has it keeps them. */
export const withVersioning = (settings: BucketSettings, status: 'Enabled' | 'Suspended'): BucketSettings => {
  if (settings.objectLock && status === 'Suspended') {
    throw new AwsError(
      'InvalidBucketState',
      409,
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    );
  }
  return { ...settings, versioning: status };
};

const encryptionBody = z.strictObject({
  Rule: z.strictObject({
    ApplyServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: text.optional() }),
    BucketKeyEnabled: truth.optional(),
    BlockedEncryptionTypes: z.strictObject({ EncryptionType: z.literal('SSE-C') }).optional(),
  }),
});

export const encryption: BucketSetting = {
  parameter: 'encryption',
  get: {
    name: 'GetBucketEncryption',
    action: 's3:GetEncryptionConfiguration',
    run: ({ settings }) => {
      const { algorithm } = settings.encryption;
      const keyId = settings.encryption.algorithm === 'aws:kms' ? settings.encryption.keyId : undefined;
      const byDefault = group(
        'ApplyServerSideEncryptionByDefault',
        xmlElement('SSEAlgorithm', algorithm),
        xmlElement('KMSMasterKeyID', keyId === awsManagedKey ? undefined : keyId),
      );
      return xmlAnswer('ServerSideEncryptionConfiguration', group('Rule', byDefault, xmlElement('BucketKeyEnabled', 'false')));
    },
  },
  put: {
    name: 'PutBucketEncryption',
    action: 's3:PutEncryptionConfiguration',
    run: async ({ request }) => {
      const { Rule } = await readXml(request, { root: 'ServerSideEncryptionConfiguration', schema: encryptionBody });
      const { SSEAlgorithm, KMSMasterKeyID } = Rule.ApplyServerSideEncryptionByDefault;
      const chosen = encryptionOf({ algorithm: SSEAlgorithm, keyId: KMSMasterKeyID, bucketKey: Rule.BucketKeyEnabled === true });
      return (settings) => ({ ...settings, encryption: chosen });
    },
  },
  remove: {
    name: 'DeleteBucketEncryption',
    action: 's3:PutEncryptionConfiguration',
    run: (settings) => ({ ...settings, encryption: { algorithm: 'AES256' } }),
  },
};

/** Bucket keys are refused: with them KMS would not see which object is meant. */
export const encryptionOf = (of: {
  readonly algorithm: string;
  readonly keyId: string | undefined;
  readonly bucketKey: boolean;
}): DefaultEncryption => {
  if (of.bucketKey) throw notImplemented('S3 Bucket Keys');
  if (of.algorithm === 'AES256' && of.keyId === undefined) return { algorithm: 'AES256' };
  if (of.algorithm === 'aws:kms' && of.keyId !== undefined) return { algorithm: 'aws:kms', keyId: of.keyId };
  throw notImplemented(`encryption with ${of.algorithm} ${of.keyId === undefined ? 'without' : 'with'} a key id`);
};

export const publicAccess: BucketSetting = {
  parameter: 'publicAccessBlock',
  get: {
    name: 'GetPublicAccessBlock',
    eventName: 'GetBucketPublicAccessBlock',
    action: 's3:GetBucketPublicAccessBlock',
    run: ({ settings }) => {
      const block = configured(settings.publicAccessBlock, {
        code: 'NoSuchPublicAccessBlockConfiguration',
        message: 'The public access block configuration was not found',
      });
      return xmlAnswer(
        'PublicAccessBlockConfiguration',
        xmlElement('BlockPublicAcls', String(block.blockPublicAcls)),
        xmlElement('IgnorePublicAcls', String(block.ignorePublicAcls)),
        xmlElement('BlockPublicPolicy', String(block.blockPublicPolicy)),
        xmlElement('RestrictPublicBuckets', String(block.restrictPublicBuckets)),
      );
    },
  },
  put: {
    name: 'PutPublicAccessBlock',
    eventName: 'PutBucketPublicAccessBlock',
    action: 's3:PutBucketPublicAccessBlock',
    run: async ({ request }) => {
      const block = await readXml(request, { root: 'PublicAccessBlockConfiguration', schema: publicAccessBody });
      return (settings) => ({
        ...settings,
        publicAccessBlock: {
          blockPublicAcls: block.BlockPublicAcls ?? false,
          ignorePublicAcls: block.IgnorePublicAcls ?? false,
          blockPublicPolicy: block.BlockPublicPolicy ?? false,
          restrictPublicBuckets: block.RestrictPublicBuckets ?? false,
        },
      });
    },
  },
  remove: {
    name: 'DeletePublicAccessBlock',
    eventName: 'DeleteBucketPublicAccessBlock',
    action: 's3:PutBucketPublicAccessBlock',
    run: (settings) => ({ ...settings, publicAccessBlock: undefined }),
  },
};

const publicAccessBody = elements({
  BlockPublicAcls: truth.optional(),
  IgnorePublicAcls: truth.optional(),
  BlockPublicPolicy: truth.optional(),
  RestrictPublicBuckets: truth.optional(),
});

export const bucketTags: BucketSetting = {
  parameter: 'tagging',
  get: {
    name: 'GetBucketTagging',
    action: 's3:GetBucketTagging',
    run: ({ settings }) => {
      if (Object.keys(settings.tags).length === 0) throw new AwsError('NoSuchTagSet', 404, 'The TagSet does not exist');
      return xmlAnswer('Tagging', tagSet(settings.tags));
    },
  },
  put: {
    name: 'PutBucketTagging',
    action: 's3:PutBucketTagging',
    run: async ({ request }) => {
      const { TagSet } = await readXml(request, { root: 'Tagging', schema: tagging });
      const tags = requireTags(TagSet.Tag, 50);
      return (settings) => ({ ...settings, tags });
    },
  },
  remove: { name: 'DeleteBucketTagging', action: 's3:PutBucketTagging', run: (settings) => ({ ...settings, tags: {} }) },
};

/** ACLs are off in every bucket of the rehearsal, as in every new bucket of AWS. */
export const ownership: BucketSetting = {
  parameter: 'ownershipControls',
  get: {
    name: 'GetBucketOwnershipControls',
    action: 's3:GetBucketOwnershipControls',
    run: () => xmlAnswer('OwnershipControls', group('Rule', xmlElement('ObjectOwnership', 'BucketOwnerEnforced'))),
  },
};

export const policyStatus: BucketSetting = {
  parameter: 'policyStatus',
  get: {
    name: 'GetBucketPolicyStatus',
    action: 's3:GetBucketPolicyStatus',
    run: (bucket) => {
      const policy = configured(bucket.policy, { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' });
      return xmlAnswer('PolicyStatus', xmlElement('IsPublic', String(isPublicPolicy(policy))));
    },
  },
};
