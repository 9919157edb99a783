import { createHash } from 'node:crypto';
import type { Kms } from './request.ts';

/**
 * Makes the AWS managed key of S3 when it is first used (KMS: "AWS managed keys"). Its policy lets whoever may use S3 in the account use the
 * key through S3, and nobody use it directly.
 */
export const ensureAwsManagedKey = async (kms: Kms, keyId: string): Promise<void> => {
  if (keyId !== NAME || kms.store.aliases().some(({ name }) => name === NAME)) return;
  // two who use it first at the same time wait for one and the same key
  const made = making.get(kms) ?? makeKey(kms);
  making.set(kms, made);
  await made;
};

const making = new WeakMap<Kms, Promise<void>>();

const makeKey = async (kms: Kms): Promise<void> => {
  const id = uuidOf(`${kms.accountId}/${kms.region}/${NAME}`);
  const arn = `arn:aws:kms:${kms.region}:${kms.accountId}:key/${id}`;
  const createdAtMs = kms.now().getTime();
  await kms.store.create({
    id,
    arn,
    createdAtMs,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    description: 'Default key that protects my S3 objects when no other key is defined',
    enabled: true,
    origin: 'AWS_KMS',
    hasMaterial: true,
    rotation: true,
    tags: {},
    policy: policyOf(kms),
    pendingWindowDays: 30,
    template: '{}',
  });
  await kms.store.putAlias({ name: NAME, keyId: id, createdAtMs });
};

const NAME = 'alias/aws/s3';

const policyOf = ({ accountId, region }: Kms) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ThroughS3',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': `s3.${region}.amazonaws.com` } },
    },
    {
      Sid: 'Metadata',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
      Resource: '*',
    },
  ],
});

const uuidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
};
