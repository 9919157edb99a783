import { drop, type Template, within } from './weaken.ts';
import type { Weakening } from './weakenings.ts';

const account = '123456789012';
const here = `arn:aws:iam::${account}:root`;
const box = /^DropBoxPolicy/;
const documentsKey = /^DocumentsKey[0-9A-F]{8}$/;
const signingKey = /^SigningKey[0-9A-F]{8}$/;
const sealingKey = /^SealingKey[0-9A-F]{8}$/;
const archiveKey = /^ArchiveKey/;
const archivePolicy = /^ArchivePolicy/;
const reader = /^RolesReader[0-9A-F]{8}$/;
const auditorPolicy = /^AuditorDefaultPolicy/;
const functionPolicy = /^Rolesnotifyduty.*DefaultPolicy/;
const everything = { Sid: 'Added', Effect: 'Allow', Action: '*', Resource: '*' };

const inVault = (title: string, caughtBy: string, change: (template: Template) => void): Weakening => ({
  title,
  caughtBy,
  change,
  stack: 'MA-Vault',
});
const inAudit = (title: string, caughtBy: string, change: (template: Template) => void): Weakening => ({
  title,
  caughtBy,
  change,
  stack: 'Audit',
});
const granted =
  (role: RegExp, actions: string | readonly string[], resource = '*') =>
  ({ statements }: Template) =>
    void statements(role).push({ Sid: 'Added', Effect: 'Allow', Action: actions, Resource: resource });
const admitted =
  (key: RegExp, actions: string | readonly string[]) =>
  ({ statements }: Template) =>
    void statements(key).push({ Sid: 'Added', Effect: 'Allow', Principal: { AWS: here }, Action: actions, Resource: '*' });
const taken =
  (key: RegExp, sid: string) =>
  ({ statement }: Template) => {
    statement(key, sid).Action = ['kms:DescribeKey'];
  };

/** A weakening for each sentence that the first list leaves out: no sentence of the proof is there for show. */
export const furtherWeakenings: readonly Weakening[] = [
  inVault('the depositor may delete and shorten', 'NobodyDeletesOrShortensRetention', (template) => {
    drop(template.statements(box), 'DepositorDepositsOnly');
    granted(/^RolesDepositorDefaultPolicy/, ['s3:DeleteObjectVersion', 's3:PutObjectRetention'])(template);
  }),
  inVault('settings travel without TLS', 'NothingOnTheBoxWithoutTls', ({ statement }) => {
    const statementOfTls = statement(box, 'OnlyOverTls');
    statementOfTls.Resource = [statementOfTls.Resource].flat().filter((one) => String(one).endsWith('/*'));
  }),
  inVault('functions may edit the register in place', 'NobodyDeletesFromTheRegister', (template) => {
    drop(template.statements(/^RegisterTable/), 'FunctionsNeverDelete');
    granted(/^Rolessignmanifest.*DefaultPolicy/, 'dynamodb:UpdateItem')(template);
  }),
  inVault('deployment reads the register', 'DeploymentDoesNotReadTheRegister', ({ statements }) =>
    drop(statements(/^RegisterTable/), 'DeploymentSetsOnly'),
  ),
  inVault('deployment writes the ledger', 'OnlyOwnFunctionsAppend', ({ statements }) =>
    drop(statements(/^LedgerTable/), 'DeploymentSetsOnly'),
  ),
  inVault('the reader may encrypt', 'TheReaderOnlyDecrypts', ({ statement }) => {
    statement(documentsKey, 'Read').Action = ['kms:Decrypt', 'kms:GenerateDataKey'];
    statement(/^RolesReaderDefaultPolicy/, 'Read').Action = ['kms:Decrypt', 'kms:GenerateDataKey'];
  }),
  inVault('deployment may delete the signing key', 'NobodyGrantsOrDestroysTheSigningKey', ({ statements, statement }) => {
    drop(statements(signingKey), 'NeverByAnybody');
    statement(signingKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
  }),
  inVault(
    'anybody of the account switches the signing key off',
    'OnlyTheCustodianSwitchesTheOffSigningKey',
    admitted(signingKey, 'kms:DisableKey'),
  ),
  inVault(
    'anybody of the account changes who signs',
    'OnlyDeploymentChangesThePolicyOfTheSigningKey',
    admitted(signingKey, 'kms:PutKeyPolicy'),
  ),
  inVault('another function may open bundles', 'OnlyOneFunctionOpensBundles', ({ statement }) => {
    statement(sealingKey, 'Open').Principal = { AWS: '*' };
  }),
  inVault('the function that opens bundles may sign with their key', 'TheSealingKeyOnlyAgrees', ({ statement }) => {
    statement(sealingKey, 'Open').Action = ['kms:DeriveSharedSecret', 'kms:Sign'];
    delete statement(sealingKey, 'Open').Condition;
    statement(/^Rolesopenbundle.*DefaultPolicy/, 'OpenBundles').Action = 'kms:*';
  }),
  inVault('bundles cannot be opened', 'BundlesCanBeOpened', taken(sealingKey, 'Open')),
  inVault('deployment may delete the sealing key', 'NobodyGrantsOrDestroysTheSealingKey', ({ statements, statement }) => {
    drop(statements(sealingKey), 'NeverByAnybody');
    statement(sealingKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
  }),
  inVault(
    'deployment may bring material to the sealing key',
    'OnlyTheCustodianImportsMaterialOfTheSealingKey',
    ({ statements, statement }) => {
      drop(statements(sealingKey), 'NeverByAnybody');
      statement(sealingKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:ImportKeyMaterial'];
    },
  ),
  inVault(
    'anybody of the account switches the sealing key off',
    'OnlyTheCustodianSwitchesTheOffSealingKey',
    admitted(sealingKey, 'kms:DisableKey'),
  ),
  inVault(
    'anybody of the account changes who opens bundles',
    'OnlyDeploymentChangesThePolicyOfTheSealingKey',
    admitted(sealingKey, 'kms:PutKeyPolicy'),
  ),
  inVault('the sealing key signs', 'KeysAreWhatTheyClaim', ({ properties }) => {
    properties(sealingKey).KeyUsage = 'SIGN_VERIFY';
  }),
  inVault('the depositor needs no name', 'NoNamelessDepositor', ({ statements }) => {
    for (const statement of statements(/^RolesDepositor[0-9A-F]{8}$/)) delete statement.Condition;
  }),
  inVault('the register cannot be restored', 'BooksSurvive', ({ properties }) => {
    delete properties(/^RegisterTable/).PointInTimeRecoverySpecification;
  }),
  inVault('sessions of half a day', 'SessionsAreShort', ({ properties }) => {
    properties(reader).MaxSessionDuration = 43_200;
  }),
  inVault('a function deploys', 'NoRoleDeploys', granted(functionPolicy, 'cloudformation:CreateChangeSet')),
  inVault('a function turns rules off', 'NoRoleRewiresEvents', granted(functionPolicy, 'events:DisableRule')),
  inVault('a function uses every key', 'NoRoleUsesForeignKeys', granted(functionPolicy, 'kms:Decrypt')),
  inVault('a function sends commands to machines', 'NoRoleReachesParameters', granted(functionPolicy, 'ssm:SendCommand')),
  inVault('a function starts workflows', 'NoRoleDeploys', granted(functionPolicy, 'states:StartExecution')),
  inVault('a function runs jobs', 'NoRoleDeploys', granted(functionPolicy, 'glue:StartJobRun')),
  inVault(
    'a function attaches layers',
    'NoRoleChangesCode',
    granted(functionPolicy, ['lambda:PublishLayerVersion', 'lambda:AddPermission']),
  ),
  inVault('a function rewrites trusts', 'NoRoleChangesRights', granted(functionPolicy, 'iam:UpdateAssumeRolePolicy')),
  inVault('a function lends keys', 'NoRoleUsesForeignKeys', granted(functionPolicy, 'kms:CreateGrant')),
  inVault('a function changes buckets’ policies', 'NoRoleWritesElsewhere', granted(functionPolicy, 's3:PutBucketPolicy')),
  inVault('a function receives what waits in queues', 'NoRoleRewiresEvents', granted(functionPolicy, 'sqs:ReceiveMessage')),
  inVault('the reader is denied reading', 'TheReaderCanRead', ({ statement }) => {
    statement(/^RolesReaderDefaultPolicy/, 'Documents').Action = 's3:GetObjectTagging';
  }),
  inVault('the reader cannot decrypt', 'TheReaderCanDecrypt', taken(documentsKey, 'Read')),
  inVault('the depositor cannot deposit', 'TheDepositorCanDeposit', ({ statement }) => {
    statement(/^RolesDepositorDefaultPolicy/, 'Documents').Action = 's3:AbortMultipartUpload';
  }),
  inVault('the depositor cannot encrypt', 'TheDepositorCanEncrypt', taken(documentsKey, 'Deposit')),
  inVault('a signing key that is not in use may sign', 'NobodySignsWithAnIdleKey', ({ properties, put }) => {
    put('SigningKey2Key0123ABCD', 'AWS::KMS::Key', structuredClone(properties(signingKey)));
  }),
  {
    title: 'tokens of another issuer open the home door',
    stack: 'MA-Desk',
    caughtBy: 'PeopleHaveASecondFactor',
    change: ({ properties }) => {
      within(properties(/^ApiHomeDoor/), 'JwtConfiguration').Issuer = 'https://elsewhere.example';
    },
  },
  {
    title: 'a function signs with another country’s key',
    stack: 'MA-Desk',
    caughtBy: 'TheDeskSignsWithOneKey',
    change: ({ properties }) => {
      const foreign = { 'Fn::Sub': 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/other' };
      within(properties(/^signmanifestFunction[0-9A-F]{8}$/), 'Environment', 'Variables').SIGNING_KEY_ARN = foreign;
    },
  },
  inVault('nobody can sign', 'TheDeskCanSign', taken(signingKey, 'Sign')),
  inVault('the reconciler is blind', 'TheReconcilerCanList', ({ statements }) => {
    drop(statements(/^Rolesreconcilebox.*DefaultPolicy/), 'WhatLiesBelowADispatch');
  }),
  inVault('nobody becomes the reader', 'TheLinkFunctionCanBecomeTheReader', ({ statements }) => {
    for (const statement of statements(reader)) statement.Action = 'sts:TagSession';
  }),
  inVault('the custodian cannot cut off', 'TheCustodianCanCutOff', taken(documentsKey, 'SwitchOffAndOn')),
  inVault('nobody writes the ledger', 'FunctionsCanWriteTheLedger', ({ statement }) => {
    statement(/^LedgerTable/, 'OnlyTheCountrysFunctions').Condition = {};
  }),
  inVault('every function may read the ledger', 'TheLedgerIsAppendedToOnly', (template) => {
    template.statement(/^LedgerTable/, 'FunctionsNeverDelete').NotAction = ['dynamodb:PutItem', 'dynamodb:Query'];
    granted(/^Rolessignmanifest.*DefaultPolicy/, 'dynamodb:Query')(template);
  }),
  inVault('what hands the ledger out may add lines', 'TheLedgerReaderOnlyReads', (template) => {
    drop(template.statements(/^LedgerTable/), 'TheReaderOnlyReads');
    granted(/^Rolesshowledger.*DefaultPolicy/, 'dynamodb:PutItem')(template);
  }),
  inVault('nobody can obtain the ledger', 'TheLedgerCanBeHandedOut', ({ statements }) => {
    drop(statements(/^Rolesshowledger.*DefaultPolicy/), 'ReadLedger');
  }),
  inAudit('the auditor writes the log', 'OnlyCloudTrailWritesTheLog', ({ statements }) => {
    drop(statements(archivePolicy), 'ObjectsAreForTheAuditor');
  }),
  inAudit('anybody of the account sets the archive', 'OnlyDeploymentSetsTheArchive', ({ statements }) =>
    drop(statements(archivePolicy), 'SettingsAreForDeployment'),
  ),
  inAudit('the auditor sets the archive', 'TheAuditorChangesNothing', ({ statements }) => {
    drop(statements(archivePolicy), 'AuditorLooksOnly');
    statements(auditorPolicy).push(everything);
  }),
  inAudit('the log travels without TLS', 'TheLogTravelsOverTls', ({ statements }) => drop(statements(archivePolicy), 'OnlyOverTls')),
  inAudit('deployment deletes the key of the log', 'NobodyDestroysTheLogKey', ({ statements, statement }) => {
    drop(statements(archiveKey), 'NeverByAnybody');
    statement(archiveKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
  }),
  inAudit(
    'anybody of the account changes who decrypts the log',
    'OnlyDeploymentChangesTheLogKey',
    admitted(archiveKey, 'kms:PutKeyPolicy'),
  ),
  inAudit('anybody of the account sees the auditor’s answers', 'ResultsAreForTheAuditor', ({ statements }) =>
    drop(statements(/^QueriesResultsPolicy/), 'ResultsAreForTheAuditor'),
  ),
  inAudit('the auditor needs no second factor', 'NoAuditorWithoutSecondFactor', ({ statements }) => {
    for (const statement of statements(/^Auditor[0-9A-F]{8}$/)) delete within(statement, 'Condition').Bool;
  }),
  inAudit('the archive goes with its stack', 'TheArchiveOutlivesItsStack', ({ resource }) => {
    resource(/^ArchiveBucket/).deletionPolicy = 'Delete';
  }),
  inAudit('the auditor cannot read', 'TheAuditorCanReadTheLog', ({ statements }) => drop(statements(auditorPolicy), 'ReadTheLog')),
  inAudit('the auditor cannot decrypt', 'TheAuditorCanDecryptTheLog', taken(archiveKey, 'AuditorDecrypts')),
  inAudit('the auditor cannot keep answers', 'TheAuditorCanKeepAnswers', ({ statements }) =>
    drop(statements(auditorPolicy), 'KeepResults'),
  ),
  inAudit('the auditor’s answers cannot be encrypted', 'TheAuditorCanEncryptAnswers', taken(archiveKey, 'AuditorKeepsResults')),
  inAudit('the auditor may see the table but not its database', 'TheAuditorCanKnowTheTable', ({ statement }) => {
    const known = statement(auditorPolicy, 'KnowTheTable');
    known.Resource = [known.Resource].flat().filter((one) => !JSON.stringify(one).includes(':database/'));
  }),
  inAudit('the auditor cannot ask', 'TheAuditorCanAsk', ({ statements }) => drop(statements(auditorPolicy), 'Ask')),
  inAudit('the auditor asks in a workgroup that is not there', 'TheAuditorCanTakeAnswers', ({ statement }) => {
    statement(auditorPolicy, 'Ask').Resource = `arn:aws:athena:eu-central-1:${account}:workgroup/primary`;
  }),
  inAudit('the reader of the log cannot read it', 'TheLogReaderCanRead', ({ statements }) =>
    drop(statements(/^LogReaderDefaultPolicy/), 'ReadTheLog'),
  ),
  inAudit('the reader of the log cannot decrypt it', 'TheLogReaderCanDecrypt', taken(archiveKey, 'LogReaderDecrypts')),
];
