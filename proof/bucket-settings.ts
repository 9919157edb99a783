import type { RealmResource } from './realm.ts';
import { at, list, text } from './shape.ts';

/** How long documents and the log are kept at the least. */
export const minimumRetentionDays = 3650;

export function lockProblems({ properties, path }: RealmResource, stackName: string): readonly string[] {
  const rule = at(properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention');
  const [mode, days] = [at(rule, 'Mode'), at(rule, 'Days')];
  const wanted = stackName.includes('-production-') ? ['COMPLIANCE'] : ['COMPLIANCE', 'GOVERNANCE'];
  return [
    ...(properties.ObjectLockEnabled === true ? [] : [`${path}: Object Lock is off`]),
    ...(typeof mode === 'string' && wanted.includes(mode)
      ? []
      : [`${path}: retention mode ${wanted.join(' or ')} wanted, got ${String(mode)}`]),
    ...(typeof days === 'number' && days >= minimumRetentionDays
      ? []
      : [`${path}: at least ${minimumRetentionDays} days wanted, got ${String(days)}`]),
  ];
}

/** A copy that is kept for less, or less strictly, than what it is a copy of. */
export function otherLockProblems({ properties, path }: RealmResource, source: RealmResource): readonly string[] {
  const rule = (bucket: Pick<RealmResource, 'properties'>) =>
    JSON.stringify(at(bucket.properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention'));
  return rule({ properties }) === rule(source) ? [] : [`${path}: another retention than ${source.path}`];
}

export function closedProblems({ properties, path }: RealmResource): readonly string[] {
  const block = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
  const open = block.filter((name) => at(properties, 'PublicAccessBlockConfiguration', name) !== true);
  const ownership = at(properties, 'OwnershipControls', 'Rules', '0', 'ObjectOwnership');
  return [
    ...open.map((name) => `${path}: ${name} is not set`),
    ...(at(properties, 'VersioningConfiguration', 'Status') === 'Enabled' ? [] : [`${path}: versions are not kept`]),
    ...(ownership === 'BucketOwnerEnforced' ? [] : [`${path}: access lists are on (${String(ownership)})`]),
  ];
}

export function encryptionProblems({ properties, path }: RealmResource, key: RealmResource): readonly string[] {
  const rules = list(path, at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration') ?? []);
  const [rule] = rules;
  const byDefault = at(rule, 'ServerSideEncryptionByDefault');
  return [
    ...(rules.length === 1 ? [] : [`${path}: one encryption rule wanted, got ${rules.length}`]),
    ...(at(byDefault, 'SSEAlgorithm') === 'aws:kms'
      ? []
      : [`${path}: encryption aws:kms wanted, got ${String(at(byDefault, 'SSEAlgorithm'))}`]),
    ...(at(byDefault, 'KMSMasterKeyID') === key.arn ? [] : [`${path}: encrypted with another key than ${key.path}`]),
    ...(at(rule, 'BucketKeyEnabled') === false ? [] : [`${path}: the bucket key is not switched off`]),
  ];
}

const bucketSettings = new Set([
  'BucketEncryption',
  'BucketName',
  'CorsConfiguration',
  'LifecycleConfiguration',
  'NotificationConfiguration',
  'ObjectLockConfiguration',
  'ObjectLockEnabled',
  'OwnershipControls',
  'PublicAccessBlockConfiguration',
  // looked at by itself: replication-settings.ts
  'ReplicationConfiguration',
  'Tags',
  'VersioningConfiguration',
]);

export function unknownSettings({ properties, path }: RealmResource): readonly string[] {
  const notification = Object.keys(Object(properties.NotificationConfiguration)).filter((name) => name !== 'EventBridgeConfiguration');
  const unknown = Object.keys(properties).filter((name) => !bucketSettings.has(name));
  return [...unknown, ...notification].map((name) => `${path}: ${name} is not among the settings that a drop box may have`);
}

export function lifecycleProblems({ properties, path }: RealmResource): readonly string[] {
  const rules = list(path, at(properties, 'LifecycleConfiguration', 'Rules') ?? []);
  const names = rules.flatMap((rule) => Object.keys(Object(rule)));
  return names
    .filter((name) => !['AbortIncompleteMultipartUpload', 'Id', 'Status', 'Prefix'].includes(name))
    .map((name) => `${path}: the lifecycle rule ${name} takes documents away`);
}

export function corsProblems({ properties, path }: RealmResource): readonly string[] {
  const rules = list(path, at(properties, 'CorsConfiguration', 'CorsRules') ?? []);
  const origins = rules.flatMap((rule) => list(path, at(rule, 'AllowedOrigins')));
  return origins
    .filter((origin) => text(path, origin).includes('*'))
    .map((origin) => `${path}: any page may speak to it (${String(origin)})`);
}
