import type { Accepted } from './findings.ts';

const strictPacks = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'] as const;
const inAll = (rule: string): readonly string[] => strictPacks.map((pack) => `${pack}-${rule}`);
const inNistAndHipaa = (rule: string): readonly string[] => inAll(rule).slice(0, 2);

/** CDK's own function that copies the portal's files. */
const deploymentFunction = 'Portal/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource';

/** A finding that stands in no row here fails the tests, and so does a row that no construct has any more. */
export const acceptedFindings: readonly Accepted[] = [
  {
    rules: inAll('IAMNoInlinePolicy'),
    on: [
      'Audit/Auditor/DefaultPolicy/Resource',
      'Audit/LogReader/DefaultPolicy/Resource',
      '<country>-Vault/Roles/<function>/DefaultPolicy/Resource',
      '<country>-Vault/Roles/Depositor/DefaultPolicy/Resource',
      '<country>-Vault/Roles/Reader/DefaultPolicy/Resource',
      'Directory/publish-role/DefaultPolicy/Resource',
      'Directory/serve-role/DefaultPolicy/Resource',
      'Portal/Deployment/DefaultPolicy/Resource',
    ],
    reason: 'Each policy belongs to one role and is deployed with it: a managed policy could be attached to another.',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:logs:<region>:<account>:log-group:/<exchange>/<country>/<function>:*]'],
    on: ['<country>-Vault/Roles/<function>/DefaultPolicy/Resource'],
    reason: "The star stands for the streams of the function's own log group: a log group has no narrower name.",
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:logs:<region>:<account>:log-group:/<exchange>/directory/publish:*]'],
    on: ['Directory/publish-role/DefaultPolicy/Resource'],
    reason: "The star stands for the streams of the publisher's own log group.",
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:logs:<region>:<account>:log-group:/<exchange>/directory/serve:*]'],
    on: ['Directory/serve-role/DefaultPolicy/Resource'],
    reason: "The star stands for the streams of the server's own log group.",
  },
  {
    rules: [
      'AwsSolutions-IAM5[Resource::arn:aws:logs:<region>:<account>:log-group:/<exchange>/audit/read-log:*]',
      'AwsSolutions-IAM5[Resource::arn:aws:s3:::<exchange>-archive-<account>-<region>/AWSLogs/*]',
    ],
    on: ['Audit/LogReader/DefaultPolicy/Resource'],
    reason: 'The streams of its own log group, and log files, whose keys nobody knows before they are written.',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:s3:::<exchange>-dropbox-<cc>-<account>/*]'],
    on: ['<country>-Vault/Roles/Depositor/DefaultPolicy/Resource', '<country>-Vault/Roles/Reader/DefaultPolicy/Resource'],
    reason: 'Keys of documents are unknown before they arrive; each session is narrowed to one object by a session policy.',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:kms:<region>:<account>:key/*]'],
    on: ['<country>-Vault/Roles/accept-directory/DefaultPolicy/Resource'],
    reason:
      "Names the directory's key by its alias in a condition: its id is known to another stack alone, and only the public key is given.",
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:ses:<region>:<account>:identity/*]'],
    on: ['<country>-Vault/Roles/notify-duty/DefaultPolicy/Resource'],
    reason: "In SES's sandbox the recipients' identities are asked for too; the sender is fixed by a condition.",
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    on: ['Audit/Auditor/DefaultPolicy/Resource'],
    reason: "CloudTrail's listing actions know no resource; all of them only look.",
  },
  {
    rules: [
      'AwsSolutions-IAM5[Resource::arn:aws:s3:::<exchange>-archive-<account>-<region>/AWSLogs/*]',
      'AwsSolutions-IAM5[Resource::arn:aws:s3:::<exchange>-athena-<account>-<region>/*]',
    ],
    on: ['Audit/Auditor/DefaultPolicy/Resource'],
    reason: 'The auditor reads the whole log and its own answers, whose keys nobody knows before they are written.',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:aws:s3:::<exchange>-directory-<account>/*]'],
    on: ['Directory/publish-role/DefaultPolicy/Resource', 'Directory/serve-role/DefaultPolicy/Resource'],
    reason: 'The bucket holds the published directory and nothing else; every object of it is public.',
  },
  {
    rules: [
      'AwsSolutions-IAM5[Action::s3:Abort*]',
      'AwsSolutions-IAM5[Action::s3:DeleteObject*]',
      'AwsSolutions-IAM5[Action::s3:GetBucket*]',
      'AwsSolutions-IAM5[Action::s3:GetObject*]',
      'AwsSolutions-IAM5[Action::s3:List*]',
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::<Files8E6940B8.Arn>/*]',
      'AwsSolutions-IAM5[Resource::arn:aws:s3:::cdk-hnb659fds-assets-<account>-<region>/*]',
    ],
    on: ['Portal/Deployment/DefaultPolicy/Resource'],
    reason:
      "CDK's own grants for its deployment function, which reaches the portal's public files, CDK's asset bucket and cache invalidation alone.",
  },
  {
    rules: ['AwsSolutions-COG8'],
    on: ['<country>-Vault/Identity/Pool'],
    reason:
      'Plus is a price per person that a country may choose; accounts are made by its administrators and a second factor is compulsory.',
  },
  {
    rules: ['AwsSolutions-APIG4', 'CT.APIGATEWAY.PR.5'],
    on: [
      '<country>-Desk/Api/POST-deposits',
      '<country>-Desk/Api/GET-deposits-dispatchId-',
      '<country>-Desk/Api/POST-deposits-dispatchId-receipts',
      '<country>-Desk/Api/POST-deposits-dispatchId-documents-documentNumber-links',
      '<country>-Desk/Api/GET-deposits-dispatchId-documents-documentNumber-parts',
      '<country>-Desk/Api/POST-deposits-dispatchId-documents-documentNumber-completion',
      '<country>-Desk/Api/POST-draft-notices',
      '<country>-Desk/Api/GET-entry',
      '<country>-Desk/Api/PUT-directory',
      '<country>-Desk/Api/GET-directory',
      'Directory/Api/GET-directory',
    ],
    reason: 'The foreign door: a signed manifest, assertion or directory is the credential, or what is asked for is public.',
  },
  {
    rules: ['AwsSolutions-APIG1', 'CT.APIGATEWAY.PR.4'],
    on: ['<country>-Desk/Api/Stage', 'Directory/Api/Stage'],
    reason: 'Functions log each request without address; an access log would keep addresses, which tell the sending state.',
  },
  {
    rules: [...inAll('LambdaInsideVPC'), 'CT.LAMBDA.PR.3'],
    on: [
      '<country>-Desk/<function>/Function/Resource',
      'Directory/publish-directory/Function/Resource',
      'Directory/serve-directory/Function/Resource',
      'Audit/ReadLog/read-log/Function/Resource',
      deploymentFunction,
    ],
    reason:
      'Functions talk to AWS and to other desks over TLS and have nothing inside a network of their own; reach is bounded by roles and policies.',
  },
  {
    rules: inNistAndHipaa('LambdaConcurrency'),
    on: [
      '<country>-Desk/<function>/Function/Resource',
      'Directory/publish-directory/Function/Resource',
      'Directory/serve-directory/Function/Resource',
      'Audit/ReadLog/read-log/Function/Resource',
      deploymentFunction,
    ],
    reason: "Reserving for each function would use up an account's quota; the stage's rate limit bounds how many run.",
  },
  {
    rules: inNistAndHipaa('LambdaDLQ'),
    on: [
      '<country>-Desk/<told>/Function/Resource',
      'Directory/publish-directory/Function/Resource',
      'Audit/ReadLog/read-log/Function/Resource',
    ],
    reason: "The pack knows the older setting only: what fails goes to the dead-letter queue by the function's failure destination.",
  },
  {
    rules: inNistAndHipaa('LambdaDLQ'),
    on: ['<country>-Desk/<asked>/Function/Resource', 'Directory/serve-directory/Function/Resource'],
    reason: "Called while the caller waits: a failure is the caller's answer, and nothing is queued that could be lost.",
  },
  {
    rules: inNistAndHipaa('LambdaDLQ'),
    on: [deploymentFunction],
    reason: 'CloudFormation waits for its answer and rolls back on failure.',
  },
  {
    rules: ['AwsSolutions-L1'],
    on: [deploymentFunction],
    reason: 'CDK decides the runtime of its own deployment function, which runs while deploying only.',
  },
  {
    rules: ['CT.LAMBDA.PR.2'],
    on: ['<country>-Desk/Api/May<asked>', 'Directory/Api/Mayserve-directory'],
    reason: 'The permission names the one API by its ARN; the rule does not read a joined text.',
  },
  {
    rules: [...inAll('CloudWatchLogGroupEncrypted'), 'CT.CLOUDWATCH.PR.3'],
    on: [
      '<country>-Desk/<function>/Log',
      'Directory/publish-directory/Log',
      'Directory/serve-directory/Log',
      'Audit/ReadLog/read-log/Log',
      'Portal/DeploymentLog/Resource',
    ],
    reason: "CloudWatch encrypts with its own key; no case data is logged, and a country's keys serve documents and statements alone.",
  },
  {
    rules: inNistAndHipaa('DynamoDBInBackupPlan'),
    on: ['<country>-Vault/Register/Table', '<country>-Vault/Ledger/Table'],
    reason: 'Point-in-time recovery is on; a backup plan needs a role that reads every item.',
  },
  {
    rules: ['AwsSolutions-SQS3', 'CT.SQS.PR.1'],
    on: ['<country>-Desk/DeadLetters/Queue', 'Directory/DeadLetters/Queue', 'Audit/DeadLetters/Queue'],
    reason: 'This is the dead-letter queue: of event rules and functions, not of another queue.',
  },
  {
    rules: [...inNistAndHipaa('CloudWatchAlarmAction'), 'CT.CLOUDWATCH.PR.1'],
    on: [
      '<country>-Desk/DeadLetters/Alarm',
      ...['unverified-arrivals', 'receipts-overdue', 'deadlines-failing', 'key-acts', 'mail-bounces', 'desk-faults'].map(
        (name) => `<country>-Desk/Watch/${name}-alarm`,
      ),
      'Directory/DeadLetters/Alarm',
      'Directory/Watch/desk-not-reached-alarm',
    ],
    reason:
      'The sample names no topic: alarmTopicArn of a country is the topic of its own ops team, and alarms go there as soon as it is set.',
  },
  {
    rules: ['CT.KMS.PR.3'],
    on: [
      'Audit',
      'Audit/Alarms/Key',
      'Audit/Archive/Key',
      'Directory',
      'Directory/Key/Key',
      '<country>-Vault',
      '<country>-Vault/DocumentsKey/Key',
      '<country>-Vault/SigningKey/Key',
      '<country>-Vault/SealingKey/Key',
    ],
    reason: 'Stricter here: the key policies deny every grant, also those for AWS services.',
  },
  {
    rules: [...inAll('CloudTrailCloudWatchLogsEnabled'), 'CT.CLOUDTRAIL.PR.3'],
    on: ['Audit/Trail'],
    reason: 'A second copy in CloudWatch Logs would be without Object Lock; events reach the desks through EventBridge.',
  },
  {
    rules: ['AwsSolutions-S1', ...inAll('S3BucketLoggingEnabled'), 'CT.S3.PR.2'],
    on: ['Audit/Archive/Bucket', '<country>-Vault/DropBox/Bucket'],
    reason: "The trail's data events are the record: complete, with the person's name, and in a locked archive with digests.",
  },
  {
    rules: ['AwsSolutions-S1', ...inAll('S3BucketLoggingEnabled'), 'CT.S3.PR.2'],
    on: ['Audit/Queries/Results', 'Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'Copies of what is kept elsewhere or public; the log of management events names who changes the bucket.',
  },
  {
    rules: inAll('S3BucketReplicationEnabled'),
    on: ['Audit/Archive/Bucket', '<country>-Vault/DropBox/Bucket'],
    reason: 'A replica is a second place and a second key for what must lie in one place under one key.',
  },
  {
    rules: inAll('S3BucketReplicationEnabled'),
    on: ['Audit/Queries/Results', 'Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'Can be made anew at any time: asked again, published hourly, or built from the sources.',
  },
  {
    rules: [...inAll('S3DefaultEncryptionKMS'), 'CT.S3.PR.10'],
    on: ['Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'Public by purpose: a key would hide nothing and could only stop the directory and the portal.',
  },
  {
    rules: ['CT.S3.PR.3'],
    on: ['Audit/Archive/Bucket', 'Audit/Queries/Results', 'Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'Versions are kept without an end: nothing may add expiry, and the volume is small.',
  },
  {
    rules: ['CT.S3.PR.6'],
    on: ['Audit/Archive/Bucket', 'Audit/Queries/Results', 'Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'No life cycle: whatever expires evidence is what the proof forbids.',
  },
  {
    rules: ['CT.S3.PR.4'],
    on: ['Audit/Queries/Results', 'Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'Nothing waits for these objects; arriving documents and log files start something.',
  },
  {
    rules: ['CT.S3.PR.9'],
    on: ['Audit/Queries/Results', 'Directory/Bucket', 'Portal/Files/Resource'],
    reason: 'No evidence: the directory is signed, the portal is built from sources, results are answers that can be asked for again.',
  },
  {
    rules: ['AwsSolutions-CFR1'],
    on: ['Portal/Distribution/Resource'],
    reason: "Magistrates travel: an address's country says nothing about who signs in.",
  },
  {
    rules: ['AwsSolutions-CFR2'],
    on: ['Portal/Distribution/Resource'],
    reason: 'Static public files without input; the desks check every request themselves (decision 011).',
  },
  {
    rules: ['AwsSolutions-CFR3', 'CT.CLOUDFRONT.PR.5'],
    on: ['Portal/Distribution/Resource'],
    reason: "The portal holds nothing of anybody's; its log would be a list of magistrates' addresses.",
  },
  {
    rules: ['AwsSolutions-CFR4', 'CT.CLOUDFRONT.PR.6', 'CT.CLOUDFRONT.PR.7', 'CT.CLOUDFRONT.PR.9'],
    on: ['Portal/Distribution/Resource'],
    reason: 'The sample has no certificate of its own; with portal.certificateArn the distribution asks for TLS 1.2 and SNI.',
  },
  {
    rules: ['CT.CLOUDFRONT.PR.4'],
    on: ['Portal/Distribution/Resource'],
    reason: 'One origin of public files: if it fails, the command line still works, and the desks do not depend on it.',
  },
];
