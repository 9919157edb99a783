/** What the generated requests are about: kinds of requests and the condition keys that AWS defines for them. */

export const HOME = '111122223333';
export const AWAY = '444455556666';

export interface ConditionKey {
  readonly key: string;
  readonly kind: 'string' | 'arn' | 'number' | 'date' | 'bool' | 'address' | 'binary' | 'list';
  /** Values that requests carry and policies ask for. */
  readonly values: readonly [string, ...string[]];
}

export interface Scene {
  readonly actions: readonly [string, ...string[]];
  /** Actions of the same kind that are not asked for, and patterns. */
  readonly otherActions: readonly [string, ...string[]];
  readonly resources: readonly [string, ...string[]];
  readonly patterns: readonly [string, ...string[]];
  readonly keys: readonly ConditionKey[];
  readonly rules: 'alone-or-with-identity' | 'must-allow';
  /** A trust policy names no resource. */
  readonly trust?: boolean;
}

const roleOf = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
export const roles = [roleOf(HOME, 'ma-reader'), roleOf(HOME, 'ma-depositor'), roleOf(AWAY, 'eg-reader')] as const;

const globalKeys: readonly ConditionKey[] = [
  { key: 'aws:SecureTransport', kind: 'bool', values: ['true', 'false'] },
  { key: 'aws:PrincipalIsAWSService', kind: 'bool', values: ['true', 'false'] },
  {
    key: 'aws:CurrentTime',
    kind: 'date',
    values: ['2026-03-01T10:00:00Z', '2026-03-01T12:00:00+02:00', '2026-03-02'],
  },
  { key: 'aws:TokenIssueTime', kind: 'date', values: ['2026-03-01T09:55:00Z', '2026-03-01T11:55:00+02:00', '2026-02-28T10:00:00Z'] },
  { key: 'aws:EpochTime', kind: 'date', values: ['1772359200', '1772359201', '1700000000'] },
  { key: 'aws:SourceIp', kind: 'address', values: ['192.0.2.7', '192.0.2.200', '198.51.100.1', '2001:db8::7', '2001:db8:1::1'] },
  { key: 'aws:PrincipalTag/country', kind: 'string', values: ['MA', 'EG', 'ma'] },
  { key: 'aws:PrincipalTag/team', kind: 'string', values: ['desk', 'audit', 'Desk'] },
  { key: 'aws:SourceIdentity', kind: 'string', values: ['amina', 'youssef', 'amina.b'] },
  { key: 'aws:PrincipalTag/seal', kind: 'binary', values: ['QUJD', 'QUJd', 'c2VhbA=='] },
  {
    key: 'aws:SourceArn',
    kind: 'arn',
    values: [
      `arn:aws:s3:::ma-box`,
      `arn:aws:lambda:eu-south-2:${HOME}:function:ma-verify`,
      `arn:aws:lambda:eu-south-2:${HOME}:function:ma-notify`,
    ],
  },
  { key: 'aws:CalledVia', kind: 'list', values: ['athena.amazonaws.com', 'cloudformation.amazonaws.com', 'dynamodb.amazonaws.com'] },
  { key: 'aws:PrincipalServiceNamesList', kind: 'list', values: ['lambda.amazonaws.com', 'delivery.logs.amazonaws.com'] },
];

const key = `arn:aws:kms:eu-south-2:${HOME}:key/1b6f0000-0000-4000-8000-000000000001`;

export const scenes: readonly [Scene, ...Scene[]] = [
  {
    actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion', 's3:DeleteObject'],
    otherActions: ['s3:Get*', 's3:Put*', 's3:*', 'S3:getobject*', 's3:?etObject', 's3:ListBucket', 'kms:*', 's3:AbortMultipartUpload'],
    resources: ['arn:aws:s3:::ma-box/d/1/0', 'arn:aws:s3:::ma-box/d/2/0', 'arn:aws:s3:::ma-box/amina/note', 'arn:aws:s3:::eg-box/d/1/0'],
    patterns: ['arn:aws:s3:::ma-box/*', 'arn:aws:s3:::ma-box/d/?/0', 'arn:aws:s3:::*/d/1/*', 'arn:aws:s3:::ma-box', 'arn:*:s3:::eg-box/*'],
    keys: [
      ...globalKeys,
      { key: 's3:signatureAge', kind: 'number', values: ['0', '299999', '300000', '900001'] },
      { key: 's3:TlsVersion', kind: 'number', values: ['1.1', '1.2', '1.3'] },
      { key: 's3:authType', kind: 'string', values: ['REST-HEADER', 'REST-QUERY-STRING'] },
      { key: 's3:signatureversion', kind: 'string', values: ['AWS4-HMAC-SHA256', 'AWS'] },
    ],
    rules: 'alone-or-with-identity',
  },
  {
    actions: ['s3:ListBucket', 's3:GetBucketPolicy'],
    otherActions: ['s3:List*', 's3:*', '*', 's3:GetObject'],
    resources: ['arn:aws:s3:::ma-box', 'arn:aws:s3:::eg-box'],
    patterns: ['arn:aws:s3:::ma-*', 'arn:aws:s3:::*', 'arn:aws:s3:::ma-box/*', 'arn:aws:s3:::?a-box'],
    keys: globalKeys,
    rules: 'alone-or-with-identity',
  },
  {
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    otherActions: ['dynamodb:*', 'dynamodb:Get*', 'dynamodb:Query', 'DynamoDB:updateitem'],
    resources: [`arn:aws:dynamodb:eu-south-2:${HOME}:table/ma-register`, `arn:aws:dynamodb:eu-south-2:${HOME}:table/amina`],
    patterns: [`arn:aws:dynamodb:*:${HOME}:table/*`, `arn:aws:dynamodb:eu-*-2:*:table/ma-*`, `arn:aws:dynamodb:eu-south-2:${AWAY}:table/*`],
    keys: [...globalKeys, { key: 'dynamodb:LeadingKeys', kind: 'list', values: ['MA', 'EG', 'amina'] }],
    rules: 'alone-or-with-identity',
  },
  {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    otherActions: ['kms:*', 'kms:Generate*', 'kms:Encrypt', '*', 's3:*'],
    resources: [key],
    patterns: ['arn:aws:kms:*:*:key/*', `arn:aws:kms:eu-south-2:${HOME}:key/1b6f*`, `arn:aws:kms:eu-south-2:${HOME}:key/ffff*`],
    keys: [
      ...globalKeys,
      { key: 'kms:ViaService', kind: 'string', values: ['s3.eu-south-2.amazonaws.com', 'dynamodb.eu-south-2.amazonaws.com'] },
      { key: 'kms:CallerAccount', kind: 'string', values: [HOME, AWAY] },
      { key: 'kms:EncryptionContext:aws:s3:arn', kind: 'arn', values: ['arn:aws:s3:::ma-box/d/1/0', 'arn:aws:s3:::ma-box/d/2/0'] },
      { key: 'kms:EncryptionContext:country', kind: 'string', values: ['MA', 'EG'] },
    ],
    rules: 'must-allow',
  },
  {
    actions: ['sts:AssumeRole'],
    otherActions: ['sts:*', 'sts:TagSession', 'sts:Assume*'],
    resources: [roles[0]],
    patterns: [`arn:aws:iam::${HOME}:role/*`, `arn:aws:iam::${HOME}:role/ma-depositor`, 'arn:aws:iam::*:role/ma-*'],
    keys: [
      ...globalKeys,
      { key: 'sts:ExternalId', kind: 'string', values: ['case-1', 'case-2'] },
      { key: 'sts:RoleSessionName', kind: 'string', values: ['amina', 'youssef'] },
    ],
    rules: 'must-allow',
    trust: true,
  },
];
