import { evaluate } from '../policy/evaluate.ts';
import type { AccessRequest, PoliciesInForce, Policy, RequestPrincipal } from '../policy/model.ts';
import { type CountryParts, type Parts, partsOf } from './parts.ts';
import type { Realm, RealmRole } from './realm.ts';
import type { Words } from './rules/rule.ts';
import { deploymentOf, everything } from './scene.ts';

/** One cell: whether somebody may do one act in one country, everything else about the request being as the rules want it. */
export interface MatrixCell {
  /** Country of the principal; absent where it belongs to none. */
  readonly from?: string;
  readonly principal: string;
  readonly act: ActId;
  readonly in: string;
  readonly allowed: boolean;
  readonly request: AccessRequest;
  readonly policies: PoliciesInForce;
}

export interface Act {
  readonly id: ActId;
  readonly words: Words;
}

export type ActId = (typeof acts)[number]['id'];

const make = {
  read: ['s3:GetObjectVersion', 'Read a document', 'Lire un document', 'قراءة وثيقة'],
  deposit: ['s3:PutObject', 'Deposit a document', 'Déposer un document', 'إيداع وثيقة'],
  delete: ['s3:DeleteObjectVersion', 'Delete a document', 'Supprimer un document', 'حذف وثيقة'],
  shorten: ['s3:PutObjectRetention', 'Change retention', 'Changer la conservation', 'تغيير مدة الحفظ'],
  openBox: ['s3:PutBucketPolicy', 'Change the box’s policy', 'Changer la politique de la boîte', 'تغيير سياسة الصندوق'],
  decrypt: ['kms:Decrypt', 'Decrypt', 'Déchiffrer', 'فك التعمية'],
  openKey: ['kms:PutKeyPolicy', 'Change the key’s policy', 'Changer la politique de la clé', 'تغيير سياسة المفتاح'],
  cutOff: ['kms:DisableKey', 'Switch the key off', 'Désactiver la clé', 'تعطيل المفتاح'],
  sign: ['kms:Sign', 'Sign for the country', 'Signer pour le pays', 'التوقيع باسم الدولة'],
  openBundle: ['kms:DeriveSharedSecret', 'Open a sealed bundle', 'Ouvrir un paquet scellé', 'فتح حزمة مختومة'],
  readBook: ['dynamodb:GetItem', 'Read the register', 'Lire le registre', 'قراءة السجل'],
  writeLedger: ['dynamodb:PutItem', 'Write the ledger', 'Écrire le grand livre', 'الكتابة في الدفتر'],
  readLedger: ['dynamodb:Query', 'Read the ledger', 'Lire le grand livre', 'قراءة الدفتر'],
  becomeReader: ['sts:AssumeRole', 'Become the reader', 'Devenir lecteur', 'تقمص دور القارئ'],
} as const;

/** The acts of the matrix, in the order of its columns. */
export const acts = [
  act('read'),
  act('deposit'),
  act('delete'),
  act('shorten'),
  act('openBox'),
  act('decrypt'),
  act('openKey'),
  act('cutOff'),
  act('sign'),
  act('openBundle'),
  act('readBook'),
  act('writeLedger'),
  act('readLedger'),
  act('becomeReader'),
] as const;

function act<Id extends keyof typeof make>(id: Id) {
  const [, en, fr, ar] = make[id];
  return { id, words: { en, fr, ar } };
}

/** The matrix of every standing role, and of those whom no template makes, over every country and act: all ordered pairs of countries. */
export function accessMatrix(realm: Realm): readonly MatrixCell[] {
  const parts = partsOf(realm);
  const principals = principalsOf(realm, parts);
  return parts.countries.flatMap((country) =>
    principals.flatMap((principal) => acts.map(({ id }) => cellOf({ realm, country, principal, id }))),
  );
}

interface MatrixPrincipal {
  readonly name: string;
  readonly from?: string;
  readonly principal: RequestPrincipal;
  readonly arn?: string;
  readonly identity: readonly Policy[];
}

function principalsOf(realm: Realm, { countries, audits }: Parts): readonly MatrixPrincipal[] {
  const roles = countries.flatMap(({ code, reader, depositor, custodian, functions, copy }) => [
    sessionOf(reader, 'reader', code),
    sessionOf(depositor, 'depositor', code),
    sessionOf(custodian, 'custodian', code),
    ...[...functions].map(([name, role]) => sessionOf(role, name, code)),
    ...(copy ? [sessionOf(copy.replicator, 'replicator', code)] : []),
    ...(copy?.reader ? [sessionOf(copy.reader, 'reader of the copy', code)] : []),
  ]);
  const auditors = audits.flatMap(({ auditor, logReader }) => [sessionOf(auditor, 'auditor'), sessionOf(logReader, 'reader of the log')]);
  const accounts = [...new Set(countries.map(({ vault }) => vault.accountId))];
  const deployments = [...new Set(countries.flatMap(({ vault }) => deploymentOf(realm, vault.id)))];
  return [
    ...roles,
    ...auditors,
    ...deployments.map((arn) => outsider('deployment', arn, 'session')),
    ...[...accounts, FOREIGN].map((account) =>
      outsider(
        account === FOREIGN ? 'administrator elsewhere' : `administrator of ${account}`,
        `arn:aws:iam::${account}:user/administrator`,
        'user',
      ),
    ),
    { name: 'anybody without credentials', principal: { kind: 'anonymous' }, identity: [] },
  ];
}

const FOREIGN = '999999999999';

function sessionOf(role: RealmRole, name: string, from?: string): MatrixPrincipal {
  return { name, ...(from && { from }), principal: sessionPrincipal(role.arn), arn: role.arn, identity: role.identity };
}

function outsider(name: string, arn: string, kind: 'session' | 'user'): MatrixPrincipal {
  const accountId = arn.split(':')[4] ?? '';
  return { name, arn, identity: [everything], principal: kind === 'user' ? { kind, accountId, arn } : sessionPrincipal(arn) };
}

function sessionPrincipal(roleArn: string): RequestPrincipal {
  const accountId = roleArn.split(':')[4] ?? '';
  const arn = `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session`;
  return { kind: 'session', accountId, roleArn, arn };
}

interface CellQuestion {
  readonly realm: Realm;
  readonly country: CountryParts;
  readonly principal: MatrixPrincipal;
  readonly id: ActId;
}

function cellOf({ realm, country, principal, id }: CellQuestion): MatrixCell {
  const { resource, on, context, mustAllow } = subjectOf(country, id);
  const request: AccessRequest = {
    principal: principal.principal,
    action: make[id][0],
    resource,
    resourceAccountId: country.vault.accountId,
    context: {
      ...context,
      'aws:SecureTransport': 'true',
      'aws:MultiFactorAuthPresent': 'true',
      ...(principal.arn && { 'aws:PrincipalArn': principal.arn, 'aws:PrincipalIsAWSService': 'false' }),
    },
  };
  const standing = id === 'becomeReader' ? country.reader.trust : realm.policyOn(on);
  const policies: PoliciesInForce = {
    identity: principal.identity,
    session: [],
    ...(standing && { resource: standing }),
    resourcePolicyRules: mustAllow ? 'must-allow' : 'alone-or-with-identity',
  };
  const { allowed } = evaluate(request, policies);
  return {
    ...(principal.from && { from: principal.from }),
    principal: principal.name,
    act: id,
    in: country.code,
    allowed,
    request,
    policies,
  };
}

interface Subject {
  readonly resource: string;
  /** ARN of the thing whose policy counts. */
  readonly on: string;
  readonly context: Readonly<Record<string, string>>;
  readonly mustAllow: boolean;
}

/** The request as the rules want it: over TLS, by a fresh link, through S3, for an object of the box. */
function subjectOf(country: CountryParts, id: ActId): Subject {
  const { dropBox, documentsKey, signingKey, sealingKey, register, ledger, reader, vault } = country;
  const object = `${dropBox.arn}/01J00000000000000000000000/1`;
  const link = {
    's3:authType': 'REST-QUERY-STRING',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': '1000',
    's3:TlsVersion': '1.3',
  };
  const storage = { 'kms:ViaService': `s3.${vault.region}.amazonaws.com`, 'kms:EncryptionContext:aws:s3:arn': object };
  const atKey = (key: string, context: Subject['context']) => ({ resource: key, on: key, context, mustAllow: true });
  const atTable = (table: string) => ({ resource: table, on: table, context: {}, mustAllow: false });
  switch (id) {
    case 'deposit':
      return {
        resource: object,
        on: dropBox.arn,
        context: { ...link, 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' },
        mustAllow: false,
      };
    case 'read':
    case 'delete':
    case 'shorten':
      return { resource: object, on: dropBox.arn, context: link, mustAllow: false };
    case 'openBox':
      return { resource: dropBox.arn, on: dropBox.arn, context: { 's3:TlsVersion': '1.3' }, mustAllow: false };
    case 'decrypt':
      return atKey(documentsKey.arn, storage);
    case 'openKey':
    case 'cutOff':
      return atKey(documentsKey.arn, {});
    case 'sign':
      return atKey(signingKey.arn, { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' });
    case 'openBundle':
      return atKey(sealingKey.arn, { 'kms:KeyAgreementAlgorithm': 'ECDH' });
    case 'readBook':
      return atTable(register.arn);
    case 'writeLedger':
    case 'readLedger':
      return atTable(ledger.arn);
    case 'becomeReader':
      return { resource: reader.arn, on: reader.arn, context: { 'sts:SourceIdentity': 'magistrate' }, mustAllow: true };
  }
}
