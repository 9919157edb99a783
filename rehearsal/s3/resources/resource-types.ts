import * as z from 'zod';
import type { EmbeddedService, Provision, ProvisionedResource, TemplateResource } from '../../cloud.ts';
import { physicalName } from '../../iam/ids.ts';
import { bucketArn } from '../names.ts';
import { withPolicy } from '../operations/bucket-policy.ts';
import { requireReplicable } from '../replication/configuration.ts';
import type { S3 } from '../s3.ts';
import type { Bucket } from '../store/bucket.ts';
import { type BucketSettings, newBucketSettings } from '../store/settings.ts';
import { bucketProperties, settingsOf } from './bucket-properties.ts';

/** The S3 resource types of CloudFormation. */
export const s3ResourceTypes = (s3: S3): EmbeddedService['resourceTypes'] => ({
  'AWS::S3::Bucket': (resource) => provisionBucket(s3, resource),
  'AWS::S3::BucketPolicy': (resource) => provisionPolicy(s3, resource),
});

/** A bucket goes only when it is empty; its policy goes at once. */
export const s3Removals = (s3: S3): EmbeddedService['removals'] => ({
  'AWS::S3::Bucket': async ({ ref }) => s3.buckets.delete(s3.buckets.get(ref)),
  'AWS::S3::BucketPolicy': async ({ ref }) =>
    s3.buckets.get(ref).change((settings) => ({ ...settings, policy: undefined, policyTemplate: undefined })),
});

/** Makes a bucket, or changes what the template changed since; what was changed through the API stays while the template is the same. */
const provisionBucket = async (s3: S3, resource: TemplateResource): Promise<ProvisionedResource> => {
  const properties = bucketProperties.parse(resource.properties);
  const name = properties.BucketName ?? physicalName(resource, 63).toLowerCase();
  const template = JSON.stringify(resource.properties);
  const region = resource.region === s3.cloud.region ? undefined : resource.region;
  const fresh = { ...newBucketSettings(name, s3.cloud.now().getTime()), region };
  const bucket = s3.buckets.find(name);
  const wanted = (before: BucketSettings): BucketSettings => {
    const settings = { ...settingsOf(properties, before), template };
    requireReplicable(s3.buckets, settings);
    return settings;
  };
  if (bucket === undefined) await s3.buckets.create(wanted(fresh));
  else if (bucket.settings.template !== template) {
    if (bucket.settings.objectLock && !properties.ObjectLockEnabled) throw new Error('Object Lock cannot be switched off');
    await bucket.change(wanted);
  }
  return { ref: name, attributes: attributesOf(name, resource.region ?? s3.cloud.region) };
};

const attributesOf = (name: string, region: string): Readonly<Record<string, string>> => ({
  Arn: bucketArn(name),
  DomainName: `${name}.s3.amazonaws.com`,
  RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
});

const policyProperties = z.strictObject({ Bucket: z.string(), PolicyDocument: z.record(z.string(), z.unknown()) });

const provisionPolicy: (s3: S3, resource: TemplateResource) => ReturnType<Provision> = async (s3, resource) => {
  const { Bucket: name, PolicyDocument } = policyProperties.parse(resource.properties);
  const bucket: Bucket = s3.buckets.get(name);
  const policyTemplate = JSON.stringify(PolicyDocument);
  if (bucket.settings.policyTemplate !== policyTemplate) {
    await bucket.change((settings) => ({ ...withPolicy(settings, policyTemplate), policyTemplate }));
  }
  return { ref: name, attributes: {} };
};
