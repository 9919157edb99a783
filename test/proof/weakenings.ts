import { drop, type Template, within } from './weaken.ts';

/** A change of the templates that opens something, and the sentence of the proof that must fail. */
export interface Weakening {
  readonly title: string;
  readonly stack: string;
  readonly change: (template: Template) => void;
  readonly caughtBy: string;
}

const account = '123456789012';
const stranger = 'arn:aws:iam::999988887777:role/stranger';
const box = /^DropBoxPolicy/;
const bucket = /^DropBoxBucket/;
const documentsKey = /^DocumentsKey[0-9A-F]{8}$/;
const signingKey = /^SigningKey[0-9A-F]{8}$/;
const reader = /^RolesReader[0-9A-F]{8}$/;
const depositor = /^RolesDepositor[0-9A-F]{8}$/;
const custodian = /^RolesCustodian/;
const archivePolicy = /^ArchivePolicy/;
const archiveKey = /^ArchiveKey/;

function inVault(title: string, caughtBy: string, change: Weakening['change']): Weakening {
  return { title, caughtBy, change, stack: 'MA-Vault' };
}

function inAudit(title: string, caughtBy: string, change: Weakening['change']): Weakening {
  return { title, caughtBy, change, stack: 'Audit' };
}

function without(id: RegExp, sid: string, caughtBy: string): Weakening {
  return inVault(`the statement ${sid} is gone`, caughtBy, ({ statements }) => drop(statements(id), sid));
}

function allow(principal: unknown, actions: string | readonly string[], resource = '*') {
  return { Sid: 'Added', Effect: 'Allow', Principal: principal, Action: actions, Resource: resource };
}

function grantTo(role: RegExp, statement: object): Weakening['change'] {
  return ({ statements }) => statements(role).push({ Sid: 'Added', Effect: 'Allow', ...statement });
}

const reconciler = /^Rolesreconcilebox.*DefaultPolicy/;
const clock = /^Roleskeepdeadlines.*DefaultPolicy/;
const functionPolicy = /^Rolesnotifyduty.*DefaultPolicy/;

export const weakenings: readonly Weakening[] = [
  without(box, 'ObjectsAreForTwoRoles', 'OnlyTheReaderReads'),
  inVault('the depositor may do anything, and nothing holds it', 'TheDepositorDoesNothingElse', ({ statements }) => {
    drop(statements(box), 'DepositorDepositsOnly');
    statements(/^RolesDepositorDefaultPolicy/).push({ Sid: 'Added', Effect: 'Allow', Action: 's3:*', Resource: '*' });
  }),
  inVault('the reader may do anything, and nothing holds it', 'TheReaderDoesNothingElse', ({ statements }) => {
    drop(statements(box), 'ReaderReadsOnly');
    statements(/^RolesReaderDefaultPolicy/).push({ Sid: 'Added', Effect: 'Allow', Action: 's3:*', Resource: '*' });
  }),
  without(box, 'SettingsAreForDeployment', 'OnlyDeploymentSetsTheBox'),
  without(box, 'DeploymentSetsOnly', 'DeploymentSetsWithinLimits'),
  inVault(
    'the function that repairs events may do anything to the box, and nothing holds it',
    'TheReconcilerListsOnly',
    ({ statements }) => {
      drop(statements(box), 'ReconcilerListsOnly');
      statements(reconciler).push({ Sid: 'Added', Effect: 'Allow', Action: 's3:*', Resource: '*' });
    },
  ),
  inVault('the function that repairs events lists the whole box', 'TheReconcilerListsOneDispatch', ({ statements }) => {
    within(statements(reconciler).find(({ Sid }) => Sid === 'WhatLiesBelowADispatch')).Condition = {};
  }),
  without(box, 'OnlyOverTls', 'NothingWithoutTls'),
  without(box, 'OnlyTls12OrLater', 'NothingBelowTls12'),
  without(box, 'OnlySignatureVersion4', 'OnlySignatureVersion4'),
  without(box, 'NoUploadSignedTooLongAgo', 'NoUploadSignedTooLongAgo'),
  without(box, 'NoReadSignedTooLongAgo', 'NoReadSignedTooLongAgo'),
  without(box, 'ReadsByLinkAlone', 'ReadsByLinkAlone'),
  without(box, 'NothingIsCopiedIn', 'NothingIsCopiedIn'),
  without(box, 'OnlyTheCountrysKey', 'OnlyUnderTheCountrysKey'),
  without(box, 'OnlyKmsEncryption', 'OnlyKmsEncryption'),
  without(box, 'NeverOverwrite', 'NothingIsOverwritten'),
  inVault('a link may be used for an hour', 'NoReadSignedTooLongAgo', ({ statement }) => {
    within(statement(box, 'NoReadSignedTooLongAgo'), 'Condition', 'NumericGreaterThan')['s3:signatureAge'] = '3600000';
  }),
  inVault('TLS is wanted only where the caller says so', 'NothingWithoutTls', ({ statement }) => {
    statement(box, 'OnlyOverTls').Condition = { StringEquals: { 'aws:SecureTransport': 'no' } };
  }),
  inVault('a wildcard in the allow-list of principals', 'OnlyTheReaderReads', ({ statement }) => {
    statement(box, 'ObjectsAreForTwoRoles').Condition = { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/*` } };
  }),
  inVault('a third role in the allow-list', 'OnlyTheReaderReads', ({ statement }) => {
    const condition = within(statement(box, 'ObjectsAreForTwoRoles'), 'Condition', 'ArnNotEquals');
    condition['aws:PrincipalArn'] = [condition['aws:PrincipalArn'], `arn:aws:iam::${account}:role/support`].flat();
  }),
  inVault('the allow-list compares without regard to absence', 'DocumentsAreForTwoRoles', ({ statement, statements }) => {
    statement(box, 'ObjectsAreForTwoRoles').Condition = {
      ArnNotEquals: within(statement(box, 'ObjectsAreForTwoRoles'), 'Condition', 'ArnNotEquals'),
      Null: { 'aws:PrincipalArn': 'false' },
    };
    statements(box).push(allow({ Service: 'backup.amazonaws.com' }, 's3:*', `arn:aws:s3:::liaison-exchange-pilot-dropbox-ma-${account}/*`));
  }),
  inVault('only some actions are denied to outsiders', 'NobodyRekeysOrReplicates', ({ statement }) => {
    statement(box, 'ObjectsAreForTwoRoles').Action = ['s3:GetObject*', 's3:PutObject', 's3:DeleteObject*'];
  }),
  inVault('the denial is for another bucket', 'OnlyTheReaderReads', ({ statement }) => {
    statement(box, 'ObjectsAreForTwoRoles').Resource = `arn:aws:s3:::liaison-exchange-pilot-dropbox-eg-${account}/*`;
  }),
  inVault('a foreign account may use the documents key', 'OnlyReaderAndDepositorUseTheKey', ({ statements }) =>
    statements(documentsKey).push(allow({ AWS: stranger }, 'kms:Decrypt')),
  ),
  inVault('the key is handed to the account’s own policies', 'OnlyReaderAndDepositorUseTheKey', ({ statements }) =>
    statements(documentsKey).push(allow({ AWS: `arn:aws:iam::${account}:root` }, 'kms:*')),
  ),
  inVault('everybody may decrypt', 'OnlyReaderAndDepositorUseTheKey', ({ statements }) =>
    statements(documentsKey).push(allow('*', 'kms:Decrypt')),
  ),
  inVault('the reader decrypts outside storage', 'NobodyDecryptsOutsideStorage', ({ statement }) => {
    delete within(statement(documentsKey, 'Read'), 'Condition').StringEquals;
    delete within(statement(documentsKey, 'Read'), 'Condition').ArnLike;
  }),
  inVault('the reader decrypts for any object', 'NobodyDecryptsForAnotherObject', ({ statement }) => {
    delete within(statement(documentsKey, 'Read'), 'Condition').ArnLike;
  }),
  inVault('the reader decrypts for the boxes of all countries', 'NobodyDecryptsForAnotherObject', ({ statement }) => {
    within(statement(documentsKey, 'Read'), 'Condition').ArnLike = {
      'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::liaison-exchange-*/*',
    };
  }),
  inVault('the key may be lent', 'NobodyGrantsOrDestroysTheDocumentsKey', ({ statements, statement }) => {
    drop(statements(documentsKey), 'NeverByAnybody');
    statement(documentsKey, 'Read').Action = ['kms:Decrypt', 'kms:CreateGrant'];
  }),
  inVault('deployment may delete the key', 'NobodyGrantsOrDestroysTheDocumentsKey', ({ statements, statement }) => {
    drop(statements(documentsKey), 'NeverByAnybody');
    statement(documentsKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
  }),
  inVault(
    'deployment may take the imported material away',
    'OnlyTheCustodianImportsMaterialOfTheDocumentsKey',
    ({ statements, statement }) => {
      drop(statements(documentsKey), 'NeverByAnybody');
      statement(documentsKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:DeleteImportedKeyMaterial'];
    },
  ),
  inVault('deployment may bring material of its own', 'OnlyTheCustodianImportsMaterialOfTheSigningKey', ({ statements, statement }) => {
    drop(statements(signingKey), 'NeverByAnybody');
    statement(signingKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:ImportKeyMaterial'];
  }),
  inVault('deployment may switch the key off', 'OnlyTheCustodianSwitchesTheOffDocumentsKey', ({ statement }) => {
    statement(documentsKey, 'Administer').Action = ['kms:PutKeyPolicy', 'kms:DisableKey'];
  }),
  inVault('the custodian may change the key’s policy', 'OnlyDeploymentChangesThePolicyOfTheDocumentsKey', ({ statement }) => {
    statement(documentsKey, 'SwitchOffAndOn').Action = ['kms:DisableKey', 'kms:PutKeyPolicy'];
  }),
  inVault('the custodian may sign', 'OnlyTheDeskSigns', ({ statement }) => {
    statement(signingKey, 'SwitchOffAndOn').Action = ['kms:DisableKey', 'kms:Sign'];
  }),
  inVault('any kind of signature', 'OnlyOneKindOfSignature', ({ statement }) => {
    delete statement(signingKey, 'Sign').Condition;
  }),
  inVault('another country’s function signs', 'OnlyTheDeskSigns', ({ statements }) =>
    statements(signingKey).push(allow({ AWS: `arn:aws:iam::${account}:role/liaison-exchange-pilot-EG-sign-manifest` }, 'kms:Sign')),
  ),
  inVault('the reader’s trust is open to the account', 'OnlyTheLinkFunctionBecomesTheReader', ({ statements }) =>
    statements(reader).push({
      Sid: 'Added',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
    }),
  ),
  inVault('a foreign role becomes the reader', 'OnlyTheLinkFunctionBecomesTheReader', ({ statements }) =>
    statements(reader).push({ Sid: 'Added', Effect: 'Allow', Principal: { AWS: stranger }, Action: 'sts:AssumeRole' }),
  ),
  inVault('the reader needs no name', 'NoNamelessReader', ({ statements }) => {
    for (const statement of statements(reader)) delete statement.Condition;
  }),
  inVault('the notifying function becomes the depositor', 'OnlyDepositFunctionsBecomeTheDepositor', ({ statements }) =>
    statements(depositor).push({
      Sid: 'Added',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:role/liaison-exchange-pilot-MA-notify-duty` },
      Action: 'sts:AssumeRole',
    }),
  ),
  inVault('people take a function’s role', 'FunctionsAreLambdaAlone', ({ statements }) =>
    statements(/^Rolessigndownload[0-9A-F]{8}$/).push({
      Sid: 'Added',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
    }),
  ),
  inVault('the custodian needs no second factor', 'NoCustodianWithoutSecondFactor', ({ statements }) => {
    for (const statement of statements(custodian)) delete within(statement, 'Condition').Bool;
  }),
  inVault('any custodian will do', 'OnlyOwnCustodians', ({ statements }) => {
    for (const statement of statements(custodian)) delete within(statement, 'Condition').StringEquals;
  }),
  inVault('the register is open to the account', 'BooksAreForOwnFunctions', ({ properties }) => {
    delete properties(/^RegisterTable/).ResourcePolicy;
  }),
  inVault('functions may delete from the ledger', 'TheLedgerIsAppendedToOnly', ({ statements }) => {
    drop(statements(/^LedgerTable/), 'FunctionsNeverDelete');
    statements(/^Rolessignmanifest.*DefaultPolicy/).push({ Sid: 'Added', Effect: 'Allow', Action: 'dynamodb:DeleteItem', Resource: '*' });
  }),
  inVault('retention of a day', 'DocumentsAreLocked', ({ properties }) => {
    within(properties(bucket), 'ObjectLockConfiguration', 'Rule', 'DefaultRetention').Days = 1;
  }),
  inVault('no Object Lock', 'DocumentsAreLocked', ({ properties }) => {
    delete properties(bucket).ObjectLockEnabled;
  }),
  inVault('a bucket key', 'EveryDocumentUnderTheCountrysKey', ({ properties }) => {
    within(properties(bucket), 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0).BucketKeyEnabled = true;
  }),
  inVault('encrypted with a swapped key', 'EveryDocumentUnderTheCountrysKey', ({ properties, resource }) => {
    resource(signingKey);
    const rule = within(properties(bucket), 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault');
    rule.KMSMasterKeyID = `arn:aws:kms:eu-central-1:${account}:key/11111111-2222-3333-4444-555555555555`;
  }),
  inVault('documents expire', 'NothingLeavesTheBoxByItself', ({ properties }) => {
    properties(bucket).LifecycleConfiguration = { Rules: [{ Id: 'Tidy', Status: 'Enabled', ExpirationInDays: 30 }] };
  }),
  inVault('the box is replicated', 'NothingLeavesTheBoxByItself', ({ properties }) => {
    properties(bucket).ReplicationConfiguration = { Role: stranger, Rules: [] };
  }),
  inVault('the box is not closed to the public', 'TheBoxIsClosed', ({ properties }) => {
    within(properties(bucket), 'PublicAccessBlockConfiguration').BlockPublicPolicy = false;
  }),
  inVault('versions are not kept', 'TheBoxIsClosed', ({ properties }) => {
    properties(bucket).VersioningConfiguration = { Status: 'Suspended' };
  }),
  inVault('the key leaves its region', 'KeysAreWhatTheyClaim', ({ properties }) => {
    properties(documentsKey).MultiRegion = true;
  }),
  inVault('the register goes with its stack', 'VaultsOutliveTheirStack', ({ resource }) => {
    resource(/^RegisterTable/).deletionPolicy = 'Delete';
  }),
  inVault('no second factor for magistrates', 'PeopleHaveASecondFactor', ({ properties }) => {
    properties(/^IdentityPool/).MfaConfiguration = 'OPTIONAL';
  }),
  inVault(
    'a function may change functions',
    'NoRoleChangesCode',
    grantTo(functionPolicy, { Action: 'lambda:UpdateFunctionCode', Resource: '*' }),
  ),
  inVault(
    'a function may invoke the link function',
    'NoRoleChangesCode',
    grantTo(functionPolicy, { Action: 'lambda:InvokeFunction', Resource: '*' }),
  ),
  inVault('a function may pass roles', 'NoRoleChangesRights', grantTo(functionPolicy, { Action: 'iam:PassRole', Resource: '*' })),
  inVault('a function may do everything', 'NoRoleChangesRights', grantTo(functionPolicy, { Action: '*', Resource: '*' })),
  inVault('everything but one thing', 'NoRoleChangesRights', grantTo(functionPolicy, { NotAction: 's3:GetObject', Resource: '*' })),
  inVault(
    'a function may read the lists of the desks',
    'NoRoleReachesParameters',
    grantTo(functionPolicy, { Action: 'ssm:GetParameters', Resource: '*' }),
  ),
  inVault(
    'a function may change the lists of the desks',
    'NoRoleChangesTheListsOfDesks',
    grantTo(functionPolicy, { Action: 'ssm:PutParameter', Resource: `arn:aws:ssm:eu-central-1:${account}:parameter/*` }),
  ),
  inVault(
    'a function may make magistrates',
    'NoRoleAdministersPeople',
    grantTo(functionPolicy, { Action: 'cognito-idp:Admin*', Resource: '*' }),
  ),
  inVault('a function may stop the trail', 'NoRoleTouchesTheTrail', grantTo(functionPolicy, { Action: 'cloudtrail:*', Resource: '*' })),
  inVault(
    'a function writes all registers',
    'NoRoleWritesForeignBooks',
    grantTo(functionPolicy, { Action: 'dynamodb:PutItem', Resource: `arn:aws:dynamodb:eu-central-1:${account}:table/*` }),
  ),
  inVault(
    'the reader may put down what it reads',
    'NoRoleWritesElsewhere',
    grantTo(/^RolesReaderDefaultPolicy/, { Action: 's3:PutObject', Resource: 'arn:aws:s3:::elsewhere/*' }),
  ),
  inVault(
    'the clock of deadlines becomes the reader',
    'NoRoleBecomesAnother',
    grantTo(clock, { Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${account}:role/*` }),
  ),
  inVault('a function becomes any role', 'NoRoleBecomesAnother', grantTo(functionPolicy, { Action: 'sts:AssumeRole', Resource: '*' })),
  inAudit('outsiders read the log', 'OnlyTheAuditorReadsTheLog', ({ statements }) =>
    drop(statements(archivePolicy), 'ObjectsAreForTheAuditor'),
  ),
  inAudit('any trail writes the log', 'NoOtherTrailWritesHere', ({ statement }) => {
    delete statement(archivePolicy, `CloudTrailWrites${account}`).Condition;
  }),
  inAudit('the trail of a stranger writes into the account’s folder', 'TrailsKeepToTheirAccounts', ({ statement }) => {
    within(statement(archivePolicy, `CloudTrailWrites${account}`), 'Condition', 'ArnEquals')['aws:SourceArn'] = [
      `arn:aws:cloudtrail:eu-central-1:${account}:trail/liaison-exchange-pilot-trail`,
      'arn:aws:cloudtrail:eu-central-1:999988887777:trail/liaison-exchange-pilot-trail',
    ];
  }),
  inAudit('the trail writes elsewhere than in its account’s folder', 'TheTrailCanWrite', ({ statement }) => {
    statement(archivePolicy, `CloudTrailWrites${account}`).Resource = 'arn:aws:s3:::elsewhere/*';
  }),
  inAudit('any trail uses the key of the log', 'OnlyTrailsEncryptTheLog', ({ statement }) => {
    delete statement(archiveKey, 'CloudTrailEncrypts').Condition;
  }),
  inAudit('the auditor may delete', 'NobodyDeletesTheLog', ({ statements }) => {
    drop(statements(archivePolicy), 'NobodyDeletes');
    drop(statements(archivePolicy), 'AuditorReadsOnly');
    statements(/^AuditorDefaultPolicy/).push({ Sid: 'Added', Effect: 'Allow', Action: 's3:DeleteObject', Resource: '*' });
  }),
  inAudit('anybody of the account decrypts the log', 'OnlyTheAuditorDecryptsTheLog', ({ statements }) =>
    statements(archiveKey).push(allow({ AWS: `arn:aws:iam::${account}:root` }, 'kms:Decrypt')),
  ),
  inAudit('the trail is off', 'TheTrailSeesEverything', ({ properties }) => {
    properties(/^Trail$/).IsLogging = false;
  }),
  inAudit('the trail has no digests', 'TheTrailSeesEverything', ({ properties }) => {
    properties(/^Trail$/).EnableLogFileValidation = false;
  }),
  inAudit('the trail sees one country’s box', 'TheTrailSeesEverything', ({ properties }) => {
    within(properties(/^Trail$/), 'AdvancedEventSelectors', 1, 'FieldSelectors', 2).StartsWith = [
      'arn:aws:s3:::liaison-exchange-pilot-dropbox-eg',
    ];
  }),
  inAudit('the trail sees writes only', 'TheTrailSeesEverything', ({ properties }) => {
    const selectors = within(properties(/^Trail$/), 'AdvancedEventSelectors', 1).FieldSelectors;
    if (Array.isArray(selectors)) selectors.push({ Field: 'readOnly', Equals: ['false'] });
  }),
  inAudit('the trail leaves out the keys’ events', 'TheTrailSeesEverything', ({ properties }) => {
    const selectors = within(properties(/^Trail$/), 'AdvancedEventSelectors', 0).FieldSelectors;
    if (Array.isArray(selectors)) selectors.push({ Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] });
  }),
  inAudit('the log is kept for a year', 'TheLogIsLocked', ({ properties }) => {
    within(properties(/^ArchiveBucket/), 'ObjectLockConfiguration', 'Rule', 'DefaultRetention').Days = 365;
  }),
  inAudit('the trail does not see who starts a function', 'TheTrailSeesEverything', ({ properties }) => {
    const selectors = properties(/^Trail$/).AdvancedEventSelectors;
    if (Array.isArray(selectors)) selectors.splice(2, 1);
  }),
  inAudit(
    'the reader of the log reads documents too',
    'NoRoleWritesElsewhere',
    grantTo(/^LogReaderDefaultPolicy/, { Action: 's3:GetObject', Resource: 'arn:aws:s3:::liaison-exchange-pilot-dropbox-*' }),
  ),
  inAudit('the reader of the log does anything with it, and nothing holds it', 'TheLogReaderOnlyReads', ({ statements }) => {
    drop(statements(archivePolicy), 'LogReaderReadsOnly');
    statements(/^LogReaderDefaultPolicy/).push({ Sid: 'Added', Effect: 'Allow', Action: 's3:*', Resource: '*' });
  }),
  inAudit('the reader of the log sets the archive', 'TheLogReaderOnlyLists', ({ statements }) => {
    drop(statements(archivePolicy), 'LogReaderReadsOnly');
    statements(/^LogReaderDefaultPolicy/).push({ Sid: 'Added', Effect: 'Allow', Action: 's3:*', Resource: '*' });
  }),
  inAudit('the reader of the log decrypts outside storage', 'TheLogReaderDecryptsThroughStorage', ({ statement }) => {
    delete statement(archiveKey, 'LogReaderDecrypts').Condition;
  }),
  inAudit('the reader of the log encrypts', 'TheLogReaderOnlyDecrypts', ({ statement }) => {
    statement(archiveKey, 'LogReaderDecrypts').Action = ['kms:Decrypt', 'kms:Encrypt'];
  }),
  inAudit('the reader of the log speaks as a desk', 'NoRoleSpeaksForAnother', ({ statement }) => {
    within(statement(/^LogReaderDefaultPolicy/, 'TellTheDesks'), 'Condition', 'StringEquals')['events:source'] =
      'liaison-exchange-pilot.MA';
  }),
  inAudit('people take the place of the reader of the log', 'FunctionsAreLambdaAlone', ({ statements }) =>
    statements(/^LogReader[0-9A-F]{8}$/).push({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
    }),
  ),
  inAudit('anybody starts the reader of the log', 'TheLogReaderStaysInItsRole', ({ put }) =>
    put('Open', 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: 'any', Principal: '*' }),
  ),
  inVault('a function speaks for the log', 'NoRoleSpeaksForAnother', ({ statement }) => {
    within(statement(/^Rolesverifyarrival.*DefaultPolicy/, 'TellTheDesk'), 'Condition', 'StringEquals')['events:source'] =
      'liaison-exchange-pilot.log';
  }),
  inVault('the bus is open to a stranger', 'NobodyElseTellsTheDesk', ({ put }) =>
    put('Open', 'AWS::Events::EventBusPolicy', {
      StatementId: 'open',
      Statement: { Effect: 'Allow', Principal: { AWS: stranger }, Action: 'events:PutEvents', Resource: '*' },
    }),
  ),
  inAudit('an alarm is switched off', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    properties(/^AlarmsKeyTouched/).State = 'DISABLED';
  }),
  inAudit('nobody is told when the trail stops', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    within(properties(/^AlarmsTrailTouched/), 'EventPattern', 'detail').eventName = ['DeleteTrail', 'UpdateTrail', 'PutEventSelectors'];
  }),
  inAudit('an alarm leaves out one role', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    within(properties(/^AlarmsFunctionTouched/), 'EventPattern', 'detail').userIdentity = { arn: [{ 'anything-but': [stranger] }] };
  }),
  inAudit('an alarm hears the fast event alone, not the log', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    within(properties(/^AlarmsRightsTouched/), 'EventPattern').source = ['aws.iam'];
  }),
  inAudit('an alarm goes elsewhere', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    within(properties(/^AlarmsBucketTouched/), 'Targets', 0).Arn = 'arn:aws:sns:eu-central-1:999988887777:alarms';
  }),
  inAudit('nobody hears the alarms', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    properties(/^AlarmsMailbox1/).TopicArn = 'arn:aws:sns:eu-central-1:999988887777:alarms';
  }),
  inAudit('EventBridge may not raise an alarm', 'EveryGraveCallRaisesAnAlarm', ({ statements }) =>
    drop(statements(/^AlarmsPolicy/), 'EventsTell'),
  ),
  inAudit('alarms lie open', 'EveryGraveCallRaisesAnAlarm', ({ properties }) => {
    delete properties(/^AlarmsTopic/).KmsMasterKeyId;
  }),
  {
    title: 'a function runs as the reader',
    stack: 'MA-Desk',
    caughtBy: 'FunctionsStayInTheirRoles',
    change: ({ properties }) => {
      properties(/^notifydutyFunction/).Role = `arn:aws:iam::${account}:role/liaison-exchange-pilot-MA-reader`;
    },
  },
  {
    title: 'anybody may start a function',
    stack: 'MA-Desk',
    caughtBy: 'FunctionsStayInTheirRoles',
    change: ({ put }) => put('Open', 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: 'any', Principal: '*' }),
  },
];
