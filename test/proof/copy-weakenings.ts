import { drop, within } from './weaken.ts';
import type { Weakening } from './weakenings.ts';

const copyPolicy = /^CopyPolicy/;
const copyKey = /^CopyKey[0-9A-F]{8}$/;
const copyBucket = /^CopyBucket/;
const box = /^DropBoxPolicy/;
const bucket = /^DropBoxBucket/;
const replicator = /^RolesReplicator[0-9A-F]{8}$/;
const replicatorPolicy = /^RolesReplicatorDefaultPolicy/;
const reader = /^CopyReader[0-9A-F]{8}$/;
const account = '123456789012';
const role = (name: string): string => `arn:aws:iam::${account}:role/liaison-exchange-pilot-MA-${name}`;
const source = `arn:aws:s3:::liaison-exchange-pilot-dropbox-ma-${account}`;
const copy = `arn:aws:s3:::liaison-exchange-pilot-dropbox-ma-copy-${account}`;
/** In the policy of the thing itself: that of a role would be asked of everything again. */
const allowed = (name: string, Action: string, Resource: string) => ({
  Sid: 'Added',
  Effect: 'Allow',
  Principal: { AWS: role(name) },
  Action,
  Resource,
});

function inCopy(title: string, caughtBy: string, change: Weakening['change']): Weakening {
  return { title, caughtBy, change, stack: 'MA-Copy' };
}

function inVault(title: string, caughtBy: string, change: Weakening['change']): Weakening {
  return { title, caughtBy, change, stack: 'MA-Vault' };
}

function without(sid: string, caughtBy: string): Weakening {
  return inCopy(`the statement ${sid} is gone`, caughtBy, ({ statements }) => drop(statements(copyPolicy), sid));
}

function onKey(title: string, caughtBy: string, principal: string, actions: string | readonly string[]): Weakening {
  const statement = { Sid: 'Added', Effect: 'Allow', Principal: { AWS: principal }, Action: actions, Resource: '*' };
  return inCopy(title, caughtBy, ({ statements }) => statements(copyKey).push(statement));
}

function replicated(title: string, change: Weakening['change']): Weakening {
  return inVault(title, 'NothingLeavesTheBoxByItself', change);
}

/** Changes of the templates of a country with a copy that somebody may read. */
export const copyWeakenings: readonly Weakening[] = [
  inVault('S3 may do anything to a document under the role for copying', 'TheReplicatorCopiesOnly', ({ statements }) => {
    drop(statements(box), 'ReplicatorCopiesOnly');
    statements(box).push(allowed('replicator', 's3:*', `${source}/*`));
  }),
  inVault('S3 may encrypt under the documents key too', 'TheReplicatorOnlyDecrypts', ({ statement }) => {
    statement(/^DocumentsKey[0-9A-F]{8}$/, 'Replicate').Action = ['kms:Decrypt', 'kms:GenerateDataKey'];
  }),
  inVault('S3 may change the box under the role for copying', 'TheReplicatorKnowsTheBoxOnly', ({ statements }) => {
    drop(statements(box), 'ReplicatorKnowsOnly');
    statements(box).push(allowed('replicator', 's3:*', source));
  }),
  inVault('Lambda takes on the role for copying', 'OnlyS3BecomesTheReplicator', ({ statements }) => {
    within(statements(replicator)[0]).Principal = { Service: ['s3.amazonaws.com', 'lambda.amazonaws.com'] };
  }),
  inVault('the role for copying writes into any bucket', 'NoRoleWritesElsewhere', ({ statement }) => {
    statement(replicatorPolicy, 'WriteTheCopy').Resource = 'arn:aws:s3:::*';
  }),
  inVault('the function that copies the ledger may add to it', 'TheLedgerReaderOnlyReads', ({ properties }) => {
    const policy = within(properties(/^LedgerTable/), 'ResourcePolicy', 'PolicyDocument').Statement;
    if (!Array.isArray(policy)) throw new Error('a policy wanted');
    drop(policy, 'TheCopierOnlyReads');
    policy.push(allowed('copy-ledger', 'dynamodb:DescribeTable', '*'));
  }),
  replicated('documents are copied into another bucket', ({ properties }) => {
    within(properties(bucket), 'ReplicationConfiguration', 'Rules', 0, 'Destination').Bucket = 'arn:aws:s3:::elsewhere';
  }),
  replicated('replicas are encrypted under another key', ({ properties }) => {
    within(properties(bucket), 'ReplicationConfiguration', 'Rules', 0, 'Destination', 'EncryptionConfiguration').ReplicaKmsKeyID =
      `arn:aws:kms:eu-west-1:${account}:alias/elsewhere`;
  }),
  replicated('replicas go to another account', ({ properties }) => {
    within(properties(bucket), 'ReplicationConfiguration', 'Rules', 0, 'Destination').Account = '999988887777';
  }),
  replicated('deletions are copied', ({ properties }) => {
    within(properties(bucket), 'ReplicationConfiguration', 'Rules', 0).DeleteMarkerReplication = { Status: 'Enabled' };
  }),
  replicated('a second rule copies elsewhere', ({ properties }) => {
    const { Rules } = within(properties(bucket), 'ReplicationConfiguration');
    if (Array.isArray(Rules)) Rules.push({ ...Rules[0], Id: 'other', Priority: 2 });
  }),
  replicated('copied under another role', ({ properties }) => {
    within(properties(bucket), 'ReplicationConfiguration').Role = role('reader');
  }),
  inCopy('the copy is copied on', 'NothingLeavesTheBoxByItself', ({ properties }) => {
    properties(copyBucket).ReplicationConfiguration = { Role: role('replicator'), Rules: [] };
  }),
  without('CopiesAreForNamedRoles', 'NobodyReadsTheCopy'),
  without('CopiesAreForNamedRoles', 'CopiesAreForNamedRoles'),
  inCopy('nothing holds S3 in the copy', 'TheReplicatorReplicatesOnly', ({ statements }) => {
    drop(statements(copyPolicy), 'ReplicatorReplicatesOnly');
    statements(copyPolicy).push(allowed('replicator', 's3:*', `${copy}/*`));
  }),
  inCopy('nothing holds the function that copies the ledger', 'TheLedgerCopierAddsOnly', ({ statements }) => {
    drop(statements(copyPolicy), 'CopierAddsOnly');
    statements(copyPolicy).push(allowed('copy-ledger', 's3:*', `${copy}/*`));
  }),
  without('LinesAreTheCopiers', 'OnlyTheCopierWritesLines'),
  inCopy('who reads a copy may do anything, and nothing holds it', 'TheCopyReaderReadsOnly', ({ statements }) => {
    drop(statements(copyPolicy), 'ReaderReadsOnly');
    statements(copyPolicy).push(allowed('copy-reader', 's3:GetObject', `${copy}/*`));
  }),
  inCopy('who reads a copy may delete from it', 'NobodyDeletesFromACopy', ({ statements }) => {
    drop(statements(copyPolicy), 'ReaderReadsOnly');
    statements(copyPolicy).push(allowed('copy-reader', 's3:DeleteObjectVersion', `${copy}/*`));
  }),
  without('NeverOverwrite', 'NothingIsOverwrittenInACopy'),
  without('OnlyTheCopysKey', 'OnlyUnderTheKeyOfTheCopy'),
  without('OnlyKmsEncryption', 'OnlyKmsEncryptionInACopy'),
  without('NothingIsCopiedIn', 'NothingIsCopiedIntoACopy'),
  without('OnlyOverTls', 'NothingInACopyWithoutTls'),
  without('OnlyTls12OrLater', 'NothingInACopyBelowTls12'),
  without('OnlySignatureVersion4', 'OnlySignatureVersion4InACopy'),
  without('SettingsAreForDeployment', 'OnlyDeploymentSetsTheCopy'),
  inCopy('the function that copies the ledger may open the bucket', 'TheCopyIsListedOnly', ({ statements }) => {
    drop(statements(copyPolicy), 'CopierListsOnly');
    statements(copyPolicy).push(allowed('copy-ledger', 's3:PutBucketPolicy', copy));
  }),
  without('DeploymentSetsOnly', 'DeploymentSetsTheCopyWithinLimits'),
  onKey('the deploy path may decrypt', 'OnlyNamedRolesUseTheKeyOfTheCopy', `arn:aws:iam::${account}:role/somebody`, 'kms:Encrypt'),
  onKey('S3 may decrypt what it put down', 'NobodyDecryptsACopy', role('replicator'), 'kms:Decrypt'),
  onKey('the account may do anything with the key', 'NobodyDecryptsACopy', `arn:aws:iam::${account}:root`, 'kms:*'),
  inCopy('the key may be deleted', 'NobodyGrantsOrDestroysTheCopyKey', ({ statements }) => {
    drop(statements(copyKey), 'NeverByAnybody');
    within(statements(copyKey).find(({ Sid }) => Sid === 'Administer')).Action = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'];
  }),
  inCopy('the deploy path brings material', 'OnlyTheCustodianImportsMaterialOfTheCopyKey', ({ statements }) => {
    drop(statements(copyKey), 'NeverByAnybody');
    within(statements(copyKey).find(({ Sid }) => Sid === 'Administer')).Action = ['kms:PutKeyPolicy', 'kms:ImportKeyMaterial'];
  }),
  onKey('somebody else switches the key off', 'OnlyTheCustodianSwitchesTheOffCopyKey', role('reader'), 'kms:DisableKey'),
  onKey('the custodian changes the key’s policy', 'OnlyDeploymentChangesThePolicyOfTheCopyKey', role('custodian'), 'kms:PutKeyPolicy'),
  inCopy('the key is used directly', 'TheKeyOfTheCopyServesStorageAlone', ({ statement }) => {
    delete within(statement(copyKey, 'Replicate'), 'Condition').StringEquals;
  }),
  inCopy('the key serves other objects', 'TheKeyOfTheCopyServesTheCopyAlone', ({ statement }) => {
    delete within(statement(copyKey, 'Replicate'), 'Condition').ArnLike;
  }),
  inCopy('one factor is enough to read a copy', 'NoCopyReaderWithoutSecondFactor', ({ statements }) => {
    delete within(statements(reader)[0], 'Condition').Bool;
  }),
  inCopy('readers of another country’s copy read this one', 'OnlyOwnCopyReaders', ({ statements }) => {
    within(statements(reader)[0], 'Condition', 'StringEquals')['aws:PrincipalTag/liaison-exchange-copy-reader-of'] = 'EG';
  }),
  inCopy('S3 may not encrypt', 'ReplicasCanBeEncrypted', ({ statements }) => drop(statements(copyKey), 'Replicate')),
  inCopy('lines may not be encrypted', 'LinesCanBeEncrypted', ({ statements }) => drop(statements(copyKey), 'AddLines')),
  inCopy('the custodian may not switch it off', 'TheCopyCanBeCutOff', ({ statements }) => drop(statements(copyKey), 'SwitchOffAndOn')),
  inCopy('S3 may not put down replicas', 'DocumentsCanBeReplicated', ({ statements }) => {
    statements(copyPolicy).push({ ...allowed('replicator', 's3:ReplicateObject', `${copy}/*`), Effect: 'Deny' });
  }),
  inCopy('lines may not be put down', 'LinesCanBeCopied', ({ statements }) => {
    statements(copyPolicy).push({ ...allowed('copy-ledger', 's3:PutObject', `${copy}/*`), Effect: 'Deny' });
  }),
  inCopy('the copy is kept for a shorter time than the box', 'DocumentsAreLocked', ({ properties }) => {
    within(properties(copyBucket), 'ObjectLockConfiguration', 'Rule', 'DefaultRetention').Days = 3651;
  }),
  inCopy('the copy is open to the public', 'TheBoxIsClosed', ({ properties }) => {
    within(properties(copyBucket), 'PublicAccessBlockConfiguration').BlockPublicPolicy = false;
  }),
  inCopy('the copy has no key of its own', 'EveryDocumentUnderTheCountrysKey', ({ properties }) => {
    within(properties(copyBucket), 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0).ServerSideEncryptionByDefault = {
      SSEAlgorithm: 'AES256',
    };
  }),
  inCopy('the key of the copy is in several Regions', 'KeysAreWhatTheyClaim', ({ properties }) => {
    properties(copyKey).MultiRegion = true;
  }),
  inCopy('the copy goes with its stack', 'VaultsOutliveTheirStack', ({ resource }) => {
    resource(copyBucket).deletionPolicy = 'Delete';
  }),
];
