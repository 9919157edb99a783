import * as z from 'zod';
import { keyId, limit, noMarker } from './fields.ts';
import { type KmsKey, keyState } from './key.ts';
import { byIdOrArn, operation } from './operation.ts';
import { type Kms, requireOnAll, requireOnKey } from './request.ts';

export const describeKey = operation({
  name: 'DescribeKey',
  input: z.strictObject({ KeyId: keyId }),
  readOnly: true,
  target: (kms, input) => kms.store.find(input.KeyId),
  logged: (input) => ({ keyId: input.KeyId }),
  perform: ({ kms, request, target }) => {
    requireOnKey(kms, { request, action: 'kms:DescribeKey', ...target });
    return { KeyMetadata: metadata(kms, target.key) };
  },
});

export const listKeys = operation({
  name: 'ListKeys',
  input: z.strictObject({ Limit: limit, Marker: noMarker }),
  readOnly: true,
  target: () => undefined,
  logged: () => ({}),
  perform: ({ kms, request }) => {
    requireOnAll(kms, request, 'kms:ListKeys');
    return { Keys: kms.store.keys().map((key) => ({ KeyId: key.id, KeyArn: key.arn })), Truncated: false };
  },
});

export const listAliases = operation({
  name: 'ListAliases',
  input: z.strictObject({ KeyId: keyId.optional(), Limit: limit, Marker: noMarker }),
  readOnly: true,
  target: (kms, input) => (input.KeyId === undefined ? undefined : kms.store.find(input.KeyId)),
  logged: (input) => (input.KeyId === undefined ? {} : { keyId: input.KeyId }),
  perform: ({ kms, request, target }) => {
    requireOnAll(kms, request, 'kms:ListAliases');
    const aliases = kms.store.aliases().filter((alias) => target === undefined || alias.keyId === target.key.id);
    return { Aliases: aliases.map((alias) => aliasEntry(kms, alias)), Truncated: false };
  },
});

/** Nobody can make a grant here (CreateGrant is not rehearsed), so no key has any. */
export const listGrants = operation({
  name: 'ListGrants',
  input: z.strictObject({ KeyId: keyId, Limit: limit, Marker: noMarker }),
  readOnly: true,
  target: byIdOrArn,
  logged: (input) => ({ keyId: input.KeyId }),
  perform: ({ kms, request, target: { key } }) => {
    requireOnKey(kms, { request, action: 'kms:ListGrants', key });
    return { Grants: [], Truncated: false };
  },
});

/** What a key of each usage can do (KMS API reference, KeyMetadata). */
const algorithms: Readonly<Record<KmsKey['usage'], Readonly<Record<string, readonly string[]>>>> = {
  ENCRYPT_DECRYPT: { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] },
  SIGN_VERIFY: { SigningAlgorithms: ['ECDSA_SHA_256'] },
  KEY_AGREEMENT: { KeyAgreementAlgorithms: ['ECDH'] },
};

const aliasEntry = (kms: Kms, alias: { readonly name: string; readonly keyId: string; readonly createdAtMs: number }) => ({
  AliasName: alias.name,
  AliasArn: `arn:aws:kms:${kms.region}:${kms.accountId}:${alias.name}`,
  TargetKeyId: alias.keyId,
  CreationDate: alias.createdAtMs / 1000,
  LastUpdatedDate: alias.createdAtMs / 1000,
});

/** What DescribeKey and CreateKey tell of a key. */
export const metadata = (kms: Kms, key: KmsKey) => ({
  AWSAccountId: kms.accountId,
  Arn: key.arn,
  KeyId: key.id,
  CreationDate: key.createdAtMs / 1000,
  Description: key.description,
  Enabled: keyState(key) === 'Enabled',
  KeyState: keyState(key),
  KeyUsage: key.usage,
  KeyManager: 'CUSTOMER',
  KeySpec: key.spec,
  CustomerMasterKeySpec: key.spec,
  Origin: key.origin,
  ...(key.origin === 'EXTERNAL' && key.hasMaterial ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } : {}),
  MultiRegion: false,
  ...algorithms[key.usage],
  ...(key.deletionAtMs === undefined ? {} : { DeletionDate: key.deletionAtMs / 1000 }),
});
