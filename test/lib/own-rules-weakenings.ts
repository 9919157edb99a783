import type { Addition, Weakening } from './weakened.ts';

type Caught<T> = readonly (readonly [rule: string, by: T])[];

const dropBox = { stack: 'EG-Vault', type: 'AWS::S3::Bucket' } as const;
const archive = { stack: 'Audit', type: 'AWS::S3::Bucket', containing: 'ArchiveBucket' } as const;
const documentsKey = { stack: 'EG-Vault', type: 'AWS::KMS::Key', containing: 'DocumentsKey' } as const;
const archiveKey = { stack: 'Audit', type: 'AWS::KMS::Key' } as const;
const reader = { stack: 'EG-Vault', type: 'AWS::IAM::Policy', containing: 'RolesReaderDefaultPolicy' } as const;
const signDownload = { stack: 'EG-Vault', type: 'AWS::IAM::Policy', containing: 'RolessigndownloadDefaultPolicy' } as const;
const depositor = { stack: 'EG-Vault', type: 'AWS::IAM::Policy', containing: 'RolesDepositorDefaultPolicy' } as const;
const auditor = { stack: 'Audit', type: 'AWS::IAM::Policy' } as const;
const signDownloadRole = { stack: 'EG-Vault', type: 'AWS::IAM::Role', containing: 'EG-sign-download"' } as const;

const encryption = 'Properties.BucketEncryption.ServerSideEncryptionConfiguration.0';
const retention = 'Properties.ObjectLockConfiguration.Rule.DefaultRetention';
const identity = 'Properties.PolicyDocument.Statement';
const onKey = 'Properties.KeyPolicy.Statement';
const everyDropBox = 'arn:aws:s3:::liaison-exchange-pilot-dropbox-*';

const allow = (action: string | readonly string[], resource: unknown = '*') => ({ Effect: 'Allow', Action: action, Resource: resource });
const allowOnKey = (action: string, principal: unknown) => ({ ...allow(action), Principal: principal });
const root = { AWS: 'arn:aws:iam::123456789012:root' };

/** Of each rule in lib/rules, what it must catch. */
export const weakenings: Caught<Weakening> = [
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
  [
    'nothing_is_allowed_to_everybody',
    { ...documentsKey, name: 'a key for everybody', path: `${onKey}.+`, value: allowOnKey('kms:DescribeKey', '*') },
  ],
  [
    'nothing_is_allowed_to_everybody',
    { ...documentsKey, name: 'a key for every principal of AWS', path: `${onKey}.+`, value: allowOnKey('kms:DescribeKey', { AWS: '*' }) },
  ],
  [
    'nothing_is_allowed_to_everybody',
    { ...archiveKey, name: 'a key for all but one', path: `${onKey}.+`, value: { ...allow('kms:DescribeKey'), NotPrincipal: root } },
  ],
  [
    'nothing_is_allowed_to_everybody',
    {
      stack: 'Audit',
      type: 'AWS::S3::BucketPolicy',
      containing: 'ArchivePolicy',
      name: 'the archive for everybody',
      path: `${identity}.+`,
      value: allowOnKey('s3:GetObject', '*'),
    },
  ],
  [
    'nothing_is_allowed_to_everybody',
    {
      stack: 'EG-Desk',
      type: 'AWS::SQS::QueuePolicy',
      name: 'a queue for everybody in a list',
      path: `${identity}.+`,
      value: allowOnKey('sqs:SendMessage', { AWS: ['*'] }),
    },
  ],
  [
    'nothing_is_allowed_to_everybody',
    {
      ...signDownloadRole,
      name: 'a trust for everybody',
      path: 'Properties.AssumeRolePolicyDocument.Statement.0.Principal',
      value: { AWS: '*' },
    },
  ],
  [
    'tables_only_deny',
    {
      stack: 'EG-Vault',
      type: 'AWS::DynamoDB::Table',
      containing: 'register',
      name: 'a table that allows',
      path: 'Properties.ResourcePolicy.PolicyDocument.Statement.0.Effect',
      value: 'Allow',
    },
  ],
  [
    'functions_answer_to_services_alone',
    {
      stack: 'EG-Desk',
      type: 'AWS::Lambda::Permission',
      containing: 'ApiMaysignmanifest',
      name: 'a function for everybody',
      path: 'Properties.Principal',
      value: '*',
    },
  ],
  [
    'functions_answer_to_services_alone',
    {
      stack: 'EG-Desk',
      type: 'AWS::Lambda::Permission',
      containing: 'ApiMaysignmanifest',
      name: 'a function for any API',
      path: 'Properties.SourceArn',
    },
  ],
  [
    'functions_log_into_a_group_of_the_stack',
    {
      stack: 'EG-Desk',
      type: 'AWS::Lambda::Function',
      containing: 'sign-manifest"',
      name: 'no group of its own',
      path: 'Properties.LoggingConfig',
    },
  ],
  [
    'functions_log_into_a_group_of_the_stack',
    {
      stack: 'EG-Desk',
      type: 'AWS::Logs::LogGroup',
      containing: 'sign-manifest"',
      name: 'a log without an end',
      path: 'Properties.RetentionInDays',
    },
  ],
  [
    'functions_run_built_code',
    {
      stack: 'EG-Desk',
      type: 'AWS::Lambda::Function',
      containing: 'sign-manifest"',
      name: 'code in the template',
      path: 'Properties.Code',
      value: { ZipFile: 'exports.handler = async () => {}' },
    },
  ],
  [
    'functions_run_built_code',
    {
      stack: 'EG-Desk',
      type: 'AWS::Lambda::Function',
      containing: 'sign-manifest"',
      name: 'code without a digest',
      path: 'Properties.Code.S3Key',
      value: 'latest.zip',
    },
  ],
  [
    'no_event_is_lost',
    {
      stack: 'EG-Desk',
      type: 'AWS::Events::Rule',
      containing: 'arrival',
      name: 'a rule without dead letters',
      path: 'Properties.Targets.0.DeadLetterConfig',
    },
  ],
  [
    'no_event_is_lost',
    {
      stack: 'EG-Desk',
      type: 'AWS::Lambda::EventInvokeConfig',
      containing: 'OnArrival',
      name: 'a function without dead letters',
      path: 'Properties.DestinationConfig',
    },
  ],
  [
    'dead_letters_wake_somebody',
    {
      stack: 'EG-Desk',
      type: 'AWS::CloudWatch::Alarm',
      name: 'an alarm about something else',
      path: 'Properties.MetricName',
      value: 'NumberOfMessagesSent',
    },
  ],
];

export const additions: Caught<Addition> = [
  [
    'rights_stand_in_one_place',
    {
      name: 'a managed policy of its own',
      stack: 'EG-Vault',
      type: 'AWS::IAM::ManagedPolicy',
      properties: { PolicyDocument: { Statement: [allow('s3:*')] } },
    },
  ],
  ['rights_stand_in_one_place', { name: 'a user', stack: 'EG-Desk', type: 'AWS::IAM::User', properties: {} }],
  [
    'only_the_reader_reads',
    {
      name: 'a policy of a new role',
      stack: 'EG-Vault',
      type: 'AWS::IAM::Policy',
      properties: { PolicyDocument: { Statement: [allow('s3:GetObject')] }, Roles: [{ Ref: 'RolesReaders00000000' }] },
    },
  ],
  [
    'functions_answer_to_services_alone',
    {
      name: "a function's own address",
      stack: 'EG-Desk',
      type: 'AWS::Lambda::Url',
      properties: { AuthType: 'NONE', TargetFunctionArn: 'arn' },
    },
  ],
  [
    'functions_answer_to_services_alone',
    {
      name: 'another account',
      stack: 'Directory',
      type: 'AWS::Lambda::Permission',
      properties: { Principal: '210987654321', Action: 'lambda:InvokeFunction', FunctionName: 'f', SourceArn: 'arn' },
    },
  ],
  [
    'no_other_stack_reads_a_drop_box',
    {
      name: 'rights on a drop box in a desk',
      stack: 'EG-Desk',
      type: 'AWS::IAM::Policy',
      properties: { PolicyDocument: { Statement: [allow('s3:PutObject', `${everyDropBox}/*`)] }, Roles: [{ Ref: 'R' }] },
    },
  ],
];
