import { countryNames, deployRoleArn } from '../../lib/names.ts';
import { administrator, type Caller, escalated, outsideRole, type Question, realmOf } from './realm.ts';
import { synthesized } from './synthesized.ts';
import { countryOf, ofType, only, sample, withCountries } from './templates.ts';

const config = withCountries('EG', 'MA');
const synthesis = synthesized(config);
const realm = realmOf(synthesis);
const names = countryNames(config, countryOf(config, 'MA'));
const foreign = countryNames(config, countryOf(config, 'EG'));
const box = realm.bucket(names.dropBox);
const keyArn = realm.key(names.documentsKeyAlias).arn;
const { account } = countryOf(config, 'MA');
const deployment = outsideRole(deployRoleArn(countryOf(config, 'MA')));
const depositor = realm.role(names.role('depositor'));
const reader = realm.role(names.role('reader'));
const custodian = realm.role(names.role('custodian'));

const signed = { 's3:signatureversion': 'AWS4-HMAC-SHA256', 's3:signatureAge': '1000', 's3:authType': 'REST-QUERY-STRING' };
const upload = {
  ...signed,
  's3:x-amz-server-side-encryption': 'aws:kms',
  's3:x-amz-server-side-encryption-aws-kms-key-id': keyArn,
  's3:if-none-match': '*',
  's3:ObjectCreationOperation': 'true',
};

function may(caller: Caller, action: string, context: Question['context'] = signed): boolean {
  return box.decide(caller, action, { sub: '/0123456789abcdefghjkmnpqrs/1', context }).allowed;
}

function without(key: string): Question['context'] {
  return Object.fromEntries(Object.entries(upload).filter(([name]) => name !== key));
}

/** Object actions of S3 (docs: Actions, resources, and condition keys for Amazon S3). */
const objectActions = [
  'AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionTagging',
  'GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion',
  'GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging InitiateReplication',
  'ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging',
  'PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject UpdateObjectEncryption',
].flatMap((line) => line.split(' ').map((action) => `s3:${action}`));

const deposits = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
const reads = ['s3:GetObjectVersion'];

const outsiders: readonly (readonly [string, Caller])[] = [
  ['a local administrator', administrator(account)],
  ['the deployment', deployment],
  ['the custodian', escalated(custodian)],
  ['the function that signs downloads', escalated(realm.role(names.role('sign-download')))],
  ['the function that accepts dispatches', escalated(realm.role(names.role('accept-dispatch')))],
  ["another country's reader", escalated(realm.role(foreign.role('reader')))],
  ["another country's depositor", escalated(realm.role(foreign.role('depositor')))],
  ['the auditor', escalated(realm.role(`${config.exchange.name}-${config.exchange.stage}-auditor`))],
];

test.each(outsiders)('denies %s every action on documents, whatever its own policies say', (_who, caller) => {
  expect(objectActions.filter((action) => may(caller, action, upload))).toEqual([]);
});

test('lets the depositor deposit and nothing else, though its own policies be rewritten', () => {
  expect(objectActions.filter((action) => may(escalated(depositor), action, upload)).sort()).toEqual([...deposits].sort());
});

test('lets the reader read a named version and nothing else, though its own policies be rewritten', () => {
  expect(objectActions.filter((action) => may(escalated(reader), action))).toEqual(reads);
});

test('depositor and reader can do their work with the policies that they have', () => {
  expect(objectActions.filter((action) => may(depositor, action, upload)).sort()).toEqual([...deposits].sort());
  expect(objectActions.filter((action) => may(reader, action))).toEqual(reads);
});

test.each([
  ['without If-None-Match', without('s3:if-none-match')],
  [
    "under another country's key",
    { ...upload, 's3:x-amz-server-side-encryption-aws-kms-key-id': realm.key(foreign.documentsKeyAlias).arn },
  ],
  ['without KMS encryption', { ...upload, 's3:x-amz-server-side-encryption': 'AES256' }],
  ['with Signature Version 2', { ...upload, 's3:signatureversion': 'AWS' }],
  ['without a signature', without('s3:signatureversion')],
  ['without TLS', { ...upload, 'aws:SecureTransport': 'false' }],
  ['over TLS 1.1', { ...upload, 's3:TlsVersion': '1.1' }],
  ['signed a millisecond too long ago', { ...upload, 's3:signatureAge': String(sample.limits.uploadLinkSeconds * 1000 + 1) }],
])('refuses an upload %s', (_what, context) => {
  expect(may(depositor, 's3:PutObject', context)).toBe(false);
});

test.each([
  ['as late as its link allows', { ...upload, 's3:signatureAge': String(sample.limits.uploadLinkSeconds * 1000) }],
  ['over TLS 1.2', { ...upload, 's3:TlsVersion': '1.2' }],
  ["with the bucket's own encryption", signedUploadWithoutEncryption()],
])('accepts an upload %s', (_what, context) => {
  expect(may(depositor, 's3:PutObject', context)).toBe(true);
});

test('accepts a part without If-None-Match, because S3 asks for it at completion', () => {
  const part = { ...signed, 's3:ObjectCreationOperation': 'false' };
  expect(may(depositor, 's3:PutObject', part)).toBe(true);
});

test.each([
  ['as late as its link allows', 0, true],
  ['a millisecond later', 1, false],
])('a read %s: allowed %s', (_what, moreMilliseconds, allowed) => {
  const age = String(sample.limits.downloadLinkSeconds * 1000 + moreMilliseconds);
  expect(may(reader, 's3:GetObjectVersion', { ...signed, 's3:signatureAge': age })).toBe(allowed);
});

test('a read that is not by a link is denied', () => {
  expect(may(reader, 's3:GetObjectVersion', { ...signed, 's3:authType': 'REST-HEADER' })).toBe(false);
});

test('nothing is copied in', () => {
  expect(may(depositor, 's3:PutObject', { ...upload, 's3:x-amz-copy-source': 'elsewhere/document' })).toBe(false);
});

/** Settings of a bucket whose change would open or blind the drop box. */
const settings = [
  'PutBucketPolicy DeleteBucketPolicy PutBucketVersioning PutEncryptionConfiguration PutBucketObjectLockConfiguration',
  'PutBucketPublicAccessBlock PutBucketOwnershipControls PutBucketNotification PutReplicationConfiguration PutLifecycleConfiguration',
  'PutBucketCORS PutBucketAcl PutBucketLogging PutInventoryConfiguration PutAccelerateConfiguration DeleteBucket ListBucket ListBucketVersions',
].flatMap((line) => line.split(' ').map((action) => `s3:${action}`));

test.each([
  ...outsiders.filter(([who]) => who !== 'the deployment'),
  ['the depositor', escalated(depositor)],
  ['the reader', escalated(reader)],
] as const)('denies %s every setting of the bucket', (_who, caller) => {
  expect(settings.filter((action) => box.decide(caller, action).allowed)).toEqual([]);
});

test('the deployment keeps settings, and can neither list, delete, replicate nor unlock the bucket', () => {
  const allowed = settings.filter((action) => box.decide(deployment, action).allowed);
  expect(allowed).toContain('s3:PutBucketPolicy');
  for (const action of [
    's3:DeleteBucket',
    's3:ListBucket',
    's3:ListBucketVersions',
    's3:PutReplicationConfiguration',
    's3:DeleteBucketPolicy',
    's3:PutBucketAcl',
  ])
    expect(allowed).not.toContain(action);
});

test.each([
  ['pilot', 'GOVERNANCE'],
  ['production', 'COMPLIANCE'],
] as const)('locks documents of the stage %s in mode %s for the days configured', (stage, mode) => {
  const staged = synthesized({ ...config, exchange: { ...config.exchange, stage } });
  const bucket = only('bucket', ofType(staged.stack('MA-Vault'), 'AWS::S3::Bucket')).Properties;
  expect(bucket).toMatchObject({
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: mode, Days: sample.retention.documentDays } },
    },
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

test('is closed to the public, encrypted without a bucket key, and tells the event bus without a custom resource', () => {
  const bucket = only('bucket', ofType(synthesis.stack('MA-Vault'), 'AWS::S3::Bucket')).Properties;
  expect(bucket).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    CorsConfiguration: { CorsRules: [{ AllowedOrigins: ['https://portal.exchange.example'], AllowedMethods: ['GET', 'PUT'] }] },
  });
  expect(bucket.BucketEncryption).toMatchObject({
    ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
  });
});

function signedUploadWithoutEncryption(): Question['context'] {
  return { ...signed, 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' };
}
