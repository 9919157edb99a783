import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { metadata } from './catalogue.ts';
import { keySpec, keyUsage } from './key.ts';
import { checkKeyPolicy, readPolicyDocument, requireKnownPrincipals, requireManageable } from './key-policy.ts';
import { operation } from './operation.ts';
import { type Kms, type KmsRequest, requireOnAll } from './request.ts';

const tag = z.strictObject({ TagKey: z.string().min(1).max(128), TagValue: z.string().max(256) });

const createKeyInput = z.strictObject({
  BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  CustomKeyStoreId: z.string().min(1).max(64).optional(),
  CustomerMasterKeySpec: z.string().optional(),
  Description: z.string().max(8192).default(''),
  KeySpec: z.string().optional(),
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
  MultiRegion: z.boolean().default(false),
  Origin: z.enum(['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE']).default('AWS_KMS'),
  Policy: z.string().min(1).max(131_072).optional(),
  Tags: z.array(tag).default([]),
  XksKeyId: z.string().min(1).max(128).optional(),
});
type CreateKeyInput = z.infer<typeof createKeyInput>;

/** A key that somebody makes by the API, outside every template (KMS API reference: "CreateKey"). There is no custom key store in a rehearsal. */
export const createKey = operation({
  name: 'CreateKey',
  input: createKeyInput,
  readOnly: false,
  target: () => undefined,
  logged: ({ Policy, Description, KeyUsage, Origin, MultiRegion, BypassPolicyLockoutSafetyCheck, ...input }) => ({
    description: Description,
    keySpec: specOf(input),
    keyUsage: KeyUsage,
    origin: Origin,
    multiRegion: MultiRegion,
    bypassPolicyLockoutSafetyCheck: BypassPolicyLockoutSafetyCheck,
    ...(Policy !== undefined && { policy: Policy }),
    ...(input.CustomKeyStoreId !== undefined && { customKeyStoreId: input.CustomKeyStoreId }),
  }),
  perform: async ({ kms, request, input }) => {
    requireRights(kms, request, input);
    requireStore(input);
    const { spec, usage, origin } = kindOf(input);
    const id = randomUUID();
    const arn = `arn:aws:kms:${kms.region}:${kms.accountId}:key/${id}`;
    const policy = input.Policy === undefined ? defaultPolicy(kms) : readPolicyDocument(input.Policy);
    const checked = checkKeyPolicy({ document: policy, keyArn: arn });
    requireKnownPrincipals(kms, checked);
    if (!input.BypassPolicyLockoutSafetyCheck)
      requireManageable(checked, { accountId: kms.accountId, keyArn: arn, administrator: request.caller });
    const key = {
      ...{ id, arn, spec, usage, origin, policy },
      createdAtMs: kms.now().getTime(),
      description: input.Description,
      enabled: true,
      hasMaterial: origin === 'AWS_KMS',
      rotation: false,
      tags: Object.fromEntries(input.Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue])),
      pendingWindowDays: 30,
      template: '{}',
    };
    await kms.store.create(key);
    return { KeyMetadata: metadata(kms, key) };
  },
  loggedAnswer: ({ KeyMetadata: { Arn, KeyId, KeyState, KeyUsage, KeySpec, Origin, Description, Enabled } }) => ({
    keyMetadata: {
      ...{ arn: Arn, keyId: KeyId, keyState: KeyState, keyUsage: KeyUsage, keySpec: KeySpec, origin: Origin },
      ...{ description: Description, enabled: Enabled, keyManager: 'CUSTOMER' },
    },
  }),
});

function specOf({ KeySpec, CustomerMasterKeySpec }: Pick<CreateKeyInput, 'KeySpec' | 'CustomerMasterKeySpec'>): string {
  return KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
}

function requireRights(kms: Kms, request: KmsRequest, input: CreateKeyInput): void {
  kms.access.require({
    caller: request.caller,
    action: 'kms:CreateKey',
    resource: '*',
    context: {
      'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck),
      'kms:KeyOrigin': input.Origin,
      'kms:KeySpec': specOf(input),
      'kms:KeyUsage': input.KeyUsage,
      'kms:MultiRegion': String(input.MultiRegion),
      ...Object.fromEntries(input.Tags.map(({ TagKey, TagValue }) => [`aws:RequestTag/${TagKey}`, TagValue])),
    },
  });
  if (input.Tags.length > 0) requireOnAll(kms, request, 'kms:TagResource');
}

/** Origin and key store belong together, and an external key to an external key store. The account has no such store. */
function requireStore({ Origin, CustomKeyStoreId, XksKeyId }: CreateKeyInput): void {
  const wantsStore = Origin === 'AWS_CLOUDHSM' || Origin === 'EXTERNAL_KEY_STORE';
  const refuse = (message: string): never => {
    throw new AwsError('ValidationException', 400, message);
  };
  if (wantsStore && CustomKeyStoreId === undefined) refuse(`Origin ${Origin} needs a CustomKeyStoreId.`);
  if (!wantsStore && CustomKeyStoreId !== undefined) refuse(`A CustomKeyStoreId is not valid with Origin ${Origin}.`);
  if (Origin === 'EXTERNAL_KEY_STORE' && XksKeyId === undefined) refuse(`Origin ${Origin} needs an XksKeyId.`);
  if (Origin !== 'EXTERNAL_KEY_STORE' && XksKeyId !== undefined) refuse(`An XksKeyId is not valid with Origin ${Origin}.`);
  if (CustomKeyStoreId !== undefined)
    throw new AwsError(
      'CustomKeyStoreNotFoundException',
      400,
      `The custom key store ${CustomKeyStoreId} does not exist in this account and Region.`,
    );
}

function kindOf({ KeyUsage, Origin, MultiRegion, ...input }: CreateKeyInput) {
  const spec = keySpec.safeParse(specOf(input));
  const usage = keyUsage.safeParse(KeyUsage);
  if (!spec.success || !usage.success || MultiRegion)
    throw new AwsError('NotImplemented', 501, 'The rehearsal makes symmetric keys and P-256 keys of one Region.');
  if ((spec.data === 'SYMMETRIC_DEFAULT') !== (usage.data === 'ENCRYPT_DECRYPT'))
    throw new AwsError('ValidationException', 400, `KeyUsage ${usage.data} is not compatible with KeySpec ${spec.data}.`);
  const origin = Origin === 'EXTERNAL' ? ('EXTERNAL' as const) : ('AWS_KMS' as const);
  if (origin === 'EXTERNAL' && spec.data !== 'SYMMETRIC_DEFAULT')
    throw new AwsError('NotImplemented', 501, 'The rehearsal imports symmetric material only.');
  return { spec: spec.data, usage: usage.data, origin };
}

/** KMS: "Default key policy", of a key that is made by the API. */
function defaultPolicy({ accountId }: Kms) {
  const everything = { Action: 'kms:*', Resource: '*' };
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    ...everything,
  };
  return { Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] };
}
