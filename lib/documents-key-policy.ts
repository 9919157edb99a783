import type { CountryConfig, ExchangeConfig } from './config/schema.ts';
import { administration, forbiddenToAll, importing, type KeyStatement, looking, onlyTheCustodianImports, switching } from './key-policy.ts';
import { countryNames, deployRoleArn } from './names.ts';

/** Where the material of a documents key comes from, and who makes the key. */
export type DocumentsKeyOrigin = NonNullable<CountryConfig['documentsKeyOrigin']>;

/** Of whom the policy of a documents key speaks. */
export interface DocumentsKeyUsers {
  readonly account: string;
  readonly region: string;
  readonly dropBoxArn: string;
  readonly administratorArn: string;
  readonly custodianArn: string;
  readonly depositorArn: string;
  readonly readerArn: string;
  /** Under which S3 reads what it copies to another Region. @default - nothing is copied */
  readonly replicatorArn?: string;
}

/** What a role does with the key. */
export interface KeyUse {
  readonly sid: 'Deposit' | 'Read' | 'Replicate';
  readonly actions: readonly string[];
}

// S3 decrypts the data key again for every part of a multipart upload (docs: multipart upload and permissions)
export const depositing: KeyUse = { sid: 'Deposit', actions: ['kms:GenerateDataKey', 'kms:Decrypt'] };
export const reading: KeyUse = { sid: 'Read', actions: ['kms:Decrypt'] };
export const replicating: KeyUse = { sid: 'Replicate', actions: ['kms:Decrypt'] };

/**
 * The statements on a country's documents key. It decrypts only through S3 and only for an object of that drop box; no statement lets an
 * identity policy give the use of it to anybody.
 */
export function documentsKeyStatements(users: DocumentsKeyUsers, origin: DocumentsKeyOrigin): readonly KeyStatement[] {
  const isImported = origin === 'imported';
  return [
    administration(users.administratorArn),
    switching(users.custodianArn),
    used(users, depositing, users.depositorArn),
    used(users, reading, users.readerArn),
    ...(users.replicatorArn ? [used(users, replicating, users.replicatorArn)] : []),
    ...(isImported ? [importing(users.custodianArn), onlyTheCustodianImports(users.custodianArn)] : []),
    ...(origin === 'existing' ? [looking(users.account)] : []),
    forbiddenToAll({ isImported }),
  ];
}

/** S3 states the object's ARN as encryption context when the bucket has no bucket key (docs: SSE-KMS encryption context). */
export function throughS3({ region, dropBoxArn }: Pick<DocumentsKeyUsers, 'region' | 'dropBoxArn'>) {
  return {
    StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
    ArnLike: { 'kms:EncryptionContext:aws:s3:arn': `${dropBoxArn}/*` },
  };
}

/** A key policy as KMS takes it. */
export interface KeyPolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly KeyStatement[];
}

/** The policy that a country puts on a key of its own making. It follows from the configuration alone, and does not name the key. */
export function existingKeyPolicy(config: ExchangeConfig, country: CountryConfig): KeyPolicyDocument {
  const names = countryNames(config, country);
  const users = {
    account: country.account,
    region: country.region,
    dropBoxArn: names.dropBoxArn,
    administratorArn: deployRoleArn(country),
    custodianArn: names.roleArn('custodian'),
    depositorArn: names.roleArn('depositor'),
    readerArn: names.roleArn('reader'),
  };
  return { Version: '2012-10-17', Statement: documentsKeyStatements(users, 'existing') };
}

function used(users: DocumentsKeyUsers, { sid, actions }: KeyUse, roleArn: string): KeyStatement {
  return { Sid: sid, Effect: 'Allow', Principal: { AWS: roleArn }, Action: actions, Resource: '*', Condition: throughS3(users) };
}
