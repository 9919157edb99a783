import type { Weakening } from '../weakened.ts';
import {
  allow,
  archive,
  auditor,
  type Caught,
  depositor,
  dropBox,
  encryption,
  everyDropBox,
  identity,
  reader,
  retention,
  signDownload,
  signDownloadRole,
} from './targets.ts';

/** Of buckets and of reading. */
export const aboutDocuments: Caught<Weakening> = [
  ['bucket_keys_are_off', { ...dropBox, name: 'a bucket key on a drop box', path: `${encryption}.BucketKeyEnabled`, value: true }],
  ['bucket_keys_are_off', { ...dropBox, name: 'nothing said about a bucket key', path: `${encryption}.BucketKeyEnabled` }],
  ['bucket_keys_are_off', { ...archive, name: 'a bucket key on the archive', path: `${encryption}.BucketKeyEnabled`, value: true }],
  [
    'evidence_has_a_key_of_its_own',
    { ...dropBox, name: "S3's own key", path: `${encryption}.ServerSideEncryptionByDefault`, value: { SSEAlgorithm: 'AES256' } },
  ],
  [
    'evidence_has_a_key_of_its_own',
    { ...archive, name: "the account's default key", path: `${encryption}.ServerSideEncryptionByDefault.KMSMasterKeyID` },
  ],
  ['evidence_has_a_key_of_its_own', { ...dropBox, name: 'no encryption said', path: 'Properties.BucketEncryption' }],
  ['object_lock_is_on', { ...dropBox, name: 'Object Lock off', path: 'Properties.ObjectLockEnabled', value: false }],
  ['object_lock_is_on', { ...dropBox, name: 'no default retention', path: 'Properties.ObjectLockConfiguration' }],
  ['object_lock_is_on', { ...dropBox, name: 'retention of a day', path: `${retention}.Days`, value: 1 }],
  ['object_lock_is_on', { ...archive, name: 'retention of a day less than ten years', path: `${retention}.Days`, value: 3649 }],
  ['object_lock_is_on', { ...archive, name: 'versions off', path: 'Properties.VersioningConfiguration.Status', value: 'Suspended' }],
  [
    'evidence_never_expires',
    { ...dropBox, name: 'expiry', path: 'Properties.LifecycleConfiguration.Rules.+', value: { Status: 'Enabled', ExpirationInDays: 1 } },
  ],
  [
    'evidence_never_expires',
    {
      ...archive,
      name: 'expiry of old versions',
      path: 'Properties.LifecycleConfiguration',
      value: { Rules: [{ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1 } }] },
    },
  ],
  [
    'evidence_is_not_copied_away',
    { ...dropBox, name: 'replication', path: 'Properties.ReplicationConfiguration', value: { Role: 'arn', Rules: [] } },
  ],
  ['every_bucket_is_closed', { ...dropBox, name: 'a drop box without a block', path: 'Properties.PublicAccessBlockConfiguration' }],
  [
    'every_bucket_is_closed',
    {
      stack: 'Portal',
      type: 'AWS::S3::Bucket',
      name: "the portal's bucket half open",
      path: 'Properties.PublicAccessBlockConfiguration.BlockPublicPolicy',
      value: false,
    },
  ],
  [
    'drop_box_policies_only_deny',
    {
      stack: 'EG-Vault',
      type: 'AWS::S3::BucketPolicy',
      name: 'another account let in',
      path: `${identity}.+`,
      value: { ...allow('s3:GetObject', `${everyDropBox}/*`), Principal: { AWS: '210987654321' } },
    },
  ],
  ...['s3:GetObject', 's3:GetObjectVersion', 's3:getobject', 's3:Get*', 's3:*', '*', 's3:?etObject'].map(
    (action) =>
      [
        'only_the_reader_reads',
        { ...signDownload, name: `${action} for a function`, path: `${identity}.+`, value: allow(action) },
      ] as const,
  ),
  ['only_the_reader_reads', { ...depositor, name: 'reading for the depositor', path: `${identity}.+`, value: allow(['s3:GetObject']) }],
  [
    'only_the_reader_reads',
    { ...reader, name: "a second role under the reader's policy", path: 'Properties.Roles.+', value: { Ref: 'RolesCustodian00000000' } },
  ],
  [
    'no_other_stack_reads_a_drop_box',
    { ...auditor, name: 'drop boxes for the auditor', path: `${identity}.+`, value: allow('s3:GetObject', `${everyDropBox}/*`) },
  ],
  ['no_other_stack_reads_a_drop_box', { ...auditor, name: 'all of S3 for the auditor', path: `${identity}.+`, value: allow('s3:Get*') }],
  [
    'no_other_stack_reads_a_drop_box',
    { ...auditor, name: 'a bucket by star', path: `${identity}.+`, value: allow(['s3:GetObject'], ['arn:aws:s3:::liaison-*/*']) },
  ],
  [
    'rights_stand_in_one_place',
    {
      ...signDownloadRole,
      name: 'an inline policy',
      path: 'Properties.Policies',
      value: [{ PolicyDocument: { Statement: [allow('s3:*')] } }],
    },
  ],
  [
    'rights_stand_in_one_place',
    {
      ...signDownloadRole,
      name: 'a managed policy',
      path: 'Properties.ManagedPolicyArns',
      value: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    },
  ],
  [
    'policies_say_what_they_allow',
    { ...signDownload, name: 'all but something', path: `${identity}.+`, value: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } },
  ],
  [
    'policies_say_what_they_allow',
    {
      ...signDownload,
      name: 'everywhere but somewhere',
      path: `${identity}.+`,
      value: { Effect: 'Allow', Action: 'sts:AssumeRole', NotResource: 'arn' },
    },
  ],
  ['policies_say_what_they_allow', { ...reader, name: 'a role of elsewhere', path: 'Properties.Roles.+', value: 'somebody' }],
  ['policies_say_what_they_allow', { ...reader, name: 'a person', path: 'Properties.Users', value: ['somebody'] }],
];
