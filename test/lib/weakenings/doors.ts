import type { Addition, Weakening } from '../weakened.ts';
import {
  allow,
  allowOnKey,
  archiveKey,
  type Caught,
  documentsKey,
  everyDropBox,
  identity,
  onKey,
  root,
  signDownloadRole,
} from './targets.ts';

/** Of who may call, of functions and their events. */
export const aboutDoors: Caught<Weakening> = [
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
      containing: 'ApproximateNumberOfMessagesVisible',
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
