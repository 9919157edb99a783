import type { Weakening } from '../weakened.ts';
import { allow, allowOnKey, archiveKey, type Caught, documentsKey, identity, onKey, root, signDownload } from './targets.ts';

/** Of keys and decryption. */
export const aboutKeys: Caught<Weakening> = [
  [
    'no_key_belongs_to_an_account',
    { ...documentsKey, name: 'kms:* for the account', path: `${onKey}.+`, value: allowOnKey('kms:*', root) },
  ],
  ['no_key_belongs_to_an_account', { ...archiveKey, name: 'everything for the account', path: `${onKey}.+`, value: allowOnKey('*', root) }],
  [
    'no_key_belongs_to_an_account',
    { ...documentsKey, name: 'signing for the account', path: `${onKey}.+`, value: allowOnKey('kms:DescribeKey', root) },
  ],
  [
    'no_key_belongs_to_an_account',
    {
      ...documentsKey,
      name: 'the account by its number',
      path: `${onKey}.+`,
      value: allowOnKey('kms:PutKeyPolicy', { AWS: ['123456789012'] }),
    },
  ],
  ...['kms:Decrypt', 'kms:D*', 'kms:ReEncryptFrom', 'kms:decrypt'].map(
    (action) =>
      [
        'only_three_roles_decrypt',
        {
          ...documentsKey,
          name: `${action} for the custodian`,
          path: `${onKey}.+`,
          value: allowOnKey(action, { AWS: { 'Fn::GetAtt': ['RolesCustodianBC3C5872', 'Arn'] } }),
        },
      ] as const,
  ),
  [
    'only_three_roles_decrypt',
    {
      ...archiveKey,
      name: 'decryption for an ARN',
      path: `${onKey}.+`,
      value: allowOnKey('kms:Decrypt', { AWS: 'arn:aws:iam::123456789012:role/other' }),
    },
  ],
  [
    'only_three_roles_decrypt',
    {
      ...archiveKey,
      name: 'decryption for a service',
      path: `${onKey}.+`,
      value: allowOnKey('kms:Decrypt', { Service: 'lambda.amazonaws.com' }),
    },
  ],
  [
    'only_three_roles_decrypt',
    { ...signDownload, name: 'decryption for a function', path: `${identity}.+`, value: allow(['kms:Decrypt']) },
  ],
  ['only_three_roles_decrypt', { ...signDownload, name: 'all of KMS for a function', path: `${identity}.+`, value: allow('kms:*') }],
  [
    'one_function_opens_bundles',
    {
      ...documentsKey,
      name: 'a shared secret for the custodian',
      path: `${onKey}.+`,
      value: allowOnKey('kms:DeriveSharedSecret', { AWS: { 'Fn::GetAtt': ['RolesCustodianBC3C5872', 'Arn'] } }),
    },
  ],
  [
    'one_function_opens_bundles',
    { ...signDownload, name: 'a shared secret for a function', path: `${identity}.+`, value: allow(['kms:DeriveSharedSecret']) },
  ],
  [
    'documents_are_decrypted_through_s3_alone',
    { ...documentsKey, name: 'the depositor without S3', path: `${onKey}.2.Condition.StringEquals` },
  ],
  [
    'documents_are_decrypted_through_s3_alone',
    {
      ...documentsKey,
      name: 'the reader by any service',
      path: `${onKey}.3.Condition.StringEquals.kms:ViaService`,
      value: 'lambda.eu-central-1.amazonaws.com',
    },
  ],
  [
    'documents_are_decrypted_through_s3_alone',
    {
      ...documentsKey,
      name: 'the reader for every object',
      path: `${onKey}.3.Condition.ArnLike.kms:EncryptionContext:aws:s3:arn`,
      value: 'arn:aws:s3:::*',
    },
  ],
  ['keys_outlive_their_stack', { ...documentsKey, name: 'a key that goes with its stack', path: 'DeletionPolicy', value: 'Delete' }],
  ['keys_outlive_their_stack', { ...archiveKey, name: 'a key that goes when replaced', path: 'UpdateReplacePolicy' }],
];
