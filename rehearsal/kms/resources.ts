import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Provision, ProvisionedResource, Remove, TemplateResource } from '../cloud.ts';
import { type KmsKey, keySpec, keyUsage } from './key.ts';
import { checkKeyPolicy, deployer, requireManageable } from './key-policy.ts';
import type { Kms } from './request.ts';

/** The KMS resource types of CloudFormation. */
export const kmsResourceTypes = (kms: Kms): Readonly<Record<string, Provision>> => ({
  'AWS::KMS::Key': (resource) => provisionKey(kms, resource),
  'AWS::KMS::Alias': (resource) => provisionAlias(kms, resource),
});

const DAY_MS = 86_400_000;

/** A key that its stack gives up is scheduled for deletion, as CloudFormation does; until then it can be brought back. */
export const kmsRemovals = (kms: Kms): Readonly<Record<string, Remove>> => ({
  'AWS::KMS::Key': async ({ ref }) => {
    const { key } = kms.store.find(ref);
    await kms.store.put({ ...key, enabled: false, deletionAtMs: kms.now().getTime() + key.pendingWindowDays * DAY_MS });
  },
  'AWS::KMS::Alias': ({ ref }) => kms.store.removeAlias(ref),
});

const keyProperties = z
  .strictObject({
    BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
    Description: z.string().max(8192).default(''),
    EnableKeyRotation: z.boolean().default(false),
    Enabled: z.boolean().default(true),
    KeyPolicy: z.record(z.string(), z.unknown()),
    KeySpec: keySpec.default('SYMMETRIC_DEFAULT'),
    KeyUsage: keyUsage.default('ENCRYPT_DECRYPT'),
    MultiRegion: z.literal(false).default(false),
    Origin: z.enum(['AWS_KMS', 'EXTERNAL']).default('AWS_KMS'),
    PendingWindowInDays: z.number().int().min(7).max(30).default(30),
    RotationPeriodInDays: z.number().int().min(90).max(2560).optional(),
    Tags: z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).default([]),
  })
  .refine((key) => (key.KeySpec === 'SYMMETRIC_DEFAULT') === (key.KeyUsage === 'ENCRYPT_DECRYPT'), 'KeySpec and KeyUsage do not fit')
  .refine((key) => key.KeySpec === 'SYMMETRIC_DEFAULT' || !key.EnableKeyRotation, 'Only symmetric keys rotate')
  .refine((key) => key.Origin === 'AWS_KMS' || key.KeySpec === 'SYMMETRIC_DEFAULT', 'The exchange imports symmetric material only')
  .refine((key) => key.Origin === 'AWS_KMS' || !key.EnableKeyRotation, 'Keys with imported material do not rotate by themselves');
type KeyProperties = z.infer<typeof keyProperties>;

/**
 * Makes a key, or changes what the template changed since. What was done to a key through the API, such as disabling it, stays done
 * while its template stays the same, as in CloudFormation.
 */
const provisionKey = async (kms: Kms, resource: TemplateResource): Promise<ProvisionedResource> => {
  const properties = keyProperties.parse(resource.properties);
  const id = keyIdFor(kms, resource);
  const arn = `arn:aws:kms:${kms.region}:${kms.accountId}:key/${id}`;
  const known = kms.store.get(id);
  const template = JSON.stringify(resource.properties);
  if (known?.template !== template) {
    const policy = checkKeyPolicy({ document: properties.KeyPolicy, keyArn: arn });
    const administrator = deployer(kms);
    if (!properties.BypassPolicyLockoutSafetyCheck) requireManageable(policy, { accountId: kms.accountId, keyArn: arn, administrator });
    if (known === undefined) await kms.store.create(newKey(properties, { id, arn, template, createdAtMs: kms.now().getTime() }));
    else await kms.store.put(changedKey(known, { properties, template }));
  }
  return { ref: id, attributes: { Arn: arn, KeyId: id } };
};

const newKey = (properties: KeyProperties, fixed: Pick<KmsKey, 'id' | 'arn' | 'template' | 'createdAtMs'>): KmsKey => ({
  ...fixed,
  spec: properties.KeySpec,
  usage: properties.KeyUsage,
  origin: properties.Origin,
  hasMaterial: properties.Origin === 'AWS_KMS',
  ...changeable(properties),
  enabled: properties.Enabled,
});

const changedKey = (known: KmsKey, change: { readonly properties: KeyProperties; readonly template: string }): KmsKey => {
  const { properties, template } = change;
  if (properties.KeySpec !== known.spec || properties.KeyUsage !== known.usage || properties.Origin !== known.origin) {
    throw new Error(
      `KeySpec, KeyUsage and Origin of a key cannot change: ${known.spec} to ${properties.KeySpec}; give it another logical id`,
    );
  }
  const before = keyProperties.parse(JSON.parse(known.template));
  const enabled = before.Enabled === properties.Enabled ? known.enabled : properties.Enabled;
  return { ...known, ...changeable(properties), enabled, template };
};

const changeable = (properties: KeyProperties) => ({
  description: properties.Description,
  rotation: properties.EnableKeyRotation,
  tags: Object.fromEntries(properties.Tags.map((tag) => [tag.Key, tag.Value])),
  policy: properties.KeyPolicy,
  pendingWindowDays: properties.PendingWindowInDays,
});

/** A UUID in the form of version 8 (RFC 9562: custom), from account, region, stack and logical id. */
const keyIdFor = (kms: Kms, resource: TemplateResource): string => {
  const hash = createHash('sha256').update([kms.accountId, kms.region, resource.stack, resource.logicalId].join('/')).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `a${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
};

const aliasProperties = z.strictObject({
  AliasName: z.string().regex(/^alias\/(?!aws\/)[\w/-]{1,250}$/),
  TargetKeyId: z.string(),
});

const provisionAlias = async (kms: Kms, resource: TemplateResource): Promise<ProvisionedResource> => {
  const { AliasName: name, TargetKeyId } = aliasProperties.parse(resource.properties);
  const { key } = kms.store.find(TargetKeyId);
  const known = kms.store.aliases().find((alias) => alias.name === name);
  if (known?.keyId !== key.id) await kms.store.putAlias({ name, keyId: key.id, createdAtMs: kms.now().getTime() });
  return { ref: name, attributes: {} };
};
