import type { AccessRequest, RequestPrincipal } from '../../policy/model.ts';
import { type Dice, diceOf } from './dice.ts';
import type { Case, Json } from './generate.ts';
import { HOME } from './scenes.ts';

/** Cases about policies in the shape of the exchange's own: a drop box that denies by allow-list, and a key bound to S3 and to objects. */
export function generateExchangeCases(seed: number, count: number): readonly Case[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () => (dice.chance(0.5) ? boxCase(dice) : keyCase(dice)));
}

const box = 'arn:aws:s3:::ma-box';
const objects = `${box}/*`;
const key = `arn:aws:kms:eu-south-2:${HOME}:key/1b6f0000-0000-4000-8000-000000000001`;
const role = (name: string) => `arn:aws:iam::${HOME}:role/${name}`;
const session = (name: string): RequestPrincipal => ({
  kind: 'session',
  accountId: HOME,
  roleArn: role(name),
  arn: `arn:aws:sts::${HOME}:assumed-role/${name}/amina`,
});
const operatorArn = `arn:aws:iam::${HOME}:user/operator`;
const operator: RequestPrincipal = { kind: 'user', accountId: HOME, arn: operatorArn };

const reader = session('ma-reader');
const depositor = session('ma-depositor');
const deployment = session('deployment');
const everything: Json = { Effect: 'Allow', Action: '*', Resource: '*' };

const isNot = (...arns: readonly string[]): Json => ({ ArnNotEquals: { 'aws:PrincipalArn': arns } });
const is = (arn: string): Json => ({ ArnEquals: { 'aws:PrincipalArn': arn } });
const deny = (rest: Json): Json => ({ Effect: 'Deny', Principal: '*', ...rest });
const policyOf = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });

const boxPolicy = policyOf(
  deny({ Sid: 'TwoRoles', Action: 's3:*', Resource: objects, Condition: isNot(role('ma-reader'), role('ma-depositor')) }),
  deny({
    Sid: 'DepositsOnly',
    NotAction: ['s3:PutObject', 's3:AbortMultipartUpload'],
    Resource: objects,
    Condition: is(role('ma-depositor')),
  }),
  deny({ Sid: 'ReadsOnly', NotAction: 's3:GetObjectVersion', Resource: objects, Condition: is(role('ma-reader')) }),
  deny({ Sid: 'Settings', Action: 's3:*', Resource: box, Condition: isNot(role('deployment')) }),
  deny({ Sid: 'Tls', Action: 's3:*', Resource: [box, objects], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  deny({ Sid: 'Tls12', Action: 's3:*', Resource: [box, objects], Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
  deny({ Sid: 'Age', Action: 's3:PutObject', Resource: objects, Condition: { NumericGreaterThan: { 's3:signatureAge': '900000' } } }),
  deny({
    Sid: 'Key',
    Action: 's3:PutObject',
    Resource: objects,
    Condition: {
      Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
      StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key },
    },
  }),
  deny({
    Sid: 'Once',
    Action: 's3:PutObject',
    Resource: objects,
    Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
  }),
);

const viaBox: Json = {
  StringEquals: { 'kms:ViaService': 's3.eu-south-2.amazonaws.com', 'kms:CallerAccount': HOME },
  ArnLike: { 'kms:EncryptionContext:aws:s3:arn': objects },
};
const keyPolicy = policyOf(
  { Sid: 'Read', Effect: 'Allow', Principal: { AWS: role('ma-reader') }, Action: 'kms:Decrypt', Resource: '*', Condition: viaBox },
  {
    Sid: 'Deposit',
    Effect: 'Allow',
    Principal: { AWS: [role('ma-depositor')] },
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    Condition: viaBox,
  },
  {
    Sid: 'Administer',
    Effect: 'Allow',
    Principal: { AWS: role('deployment') },
    Action: ['kms:PutKeyPolicy', 'kms:DescribeKey'],
    Resource: '*',
  },
  deny({ Sid: 'Never', Action: ['kms:CreateGrant', 'kms:ScheduleKeyDeletion'], Resource: '*' }),
);

const rights: ReadonlyMap<RequestPrincipal, Json> = new Map([
  [reader, policyOf({ Effect: 'Allow', Action: ['s3:GetObjectVersion', 'kms:Decrypt'], Resource: [objects, key] })],
  [depositor, policyOf({ Effect: 'Allow', Action: ['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'], Resource: [objects, key] })],
  [deployment, policyOf(everything)],
  [operator, policyOf(everything)],
]);

type Choices = Readonly<Record<string, readonly [string, ...string[]]>>;

function boxCase(dice: Dice): Case {
  const object = dice.pick([`${box}/d/1/0`, `${box}/d/2/0`]);
  const aboutBucket = dice.chance(0.2);
  const context = {
    ...chosen(dice, { 's3:TlsVersion': ['1.2', '1.3', '1.1'], 'aws:SecureTransport': ['true', 'true', 'false'] }),
    ...chosen(dice, aboutBucket ? {} : { 's3:signatureAge': ['1000', '900000', '900001'] }),
  };
  const action = aboutBucket
    ? dice.pick(['s3:GetBucketPolicy', 's3:ListBucket'])
    : dice.pick(['s3:PutObject', 's3:GetObjectVersion', 's3:GetObject']);
  const put: Choices = {
    's3:if-none-match': ['*'],
    's3:ObjectCreationOperation': ['true', 'false'],
    's3:x-amz-server-side-encryption-aws-kms-key-id': [key, 'other'],
  };
  const resource = aboutBucket ? box : object;
  const base = question(dice, { action, resource, context: { ...context, ...(action === 's3:PutObject' && chosen(dice, put)) } });
  const oneVersion = policyOf({
    Effect: 'Allow',
    Action: 's3:GetObjectVersion',
    Resource: object,
    Condition: { StringEquals: { 's3:VersionId': 'v1' } },
  });
  const versioned: AccessRequest['context'] = action === 's3:GetObjectVersion' ? { 's3:VersionId': dice.pick(['v1', 'v2']) } : {};
  const request = { ...base.request, context: { ...base.request.context, ...versioned } };
  const limited = request.principal === reader && dice.chance(0.7);
  return { ...base, request, ...(limited && { session: oneVersion }), resource: boxPolicy, rules: 'alone-or-with-identity' };
}

function keyCase(dice: Dice): Case {
  const action = dice.pick(['kms:Decrypt', 'kms:GenerateDataKey', 'kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:DescribeKey']);
  const data = action === 'kms:Decrypt' || action === 'kms:GenerateDataKey';
  const context = {
    'kms:CallerAccount': HOME,
    ...chosen(dice, { 'kms:ViaService': ['s3.eu-south-2.amazonaws.com', 's3.eu-south-2.amazonaws.com', 'sqs.eu-south-2.amazonaws.com'] }),
    ...(data && chosen(dice, { 'kms:EncryptionContext:aws:s3:arn': [`${box}/d/1/0`, `${box}/d/1/0`, 'arn:aws:s3:::eg-box/d/1/0'] })),
  };
  return { ...question(dice, { action, resource: key, context }), resource: keyPolicy, rules: 'must-allow' };
}

function question(dice: Dice, asked: Pick<AccessRequest, 'action' | 'resource' | 'context'>): Pick<Case, 'request' | 'identity'> {
  const principal = dice.pick([reader, depositor, deployment, operator]);
  const arn = principal.kind === 'session' ? principal.roleArn : operatorArn;
  const request = { ...asked, principal, resourceAccountId: HOME, context: { ...asked.context, 'aws:PrincipalArn': arn } };
  const granted = rights.get(principal);
  return { request, identity: granted && dice.chance(0.9) ? [granted] : [] };
}

function chosen(dice: Dice, keys: Choices): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(keys)
      .filter(() => dice.chance(0.8))
      .map(([name, values]) => [name, dice.pick(values)]),
  );
}
