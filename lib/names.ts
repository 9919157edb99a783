import type { CountryConfig, ExchangeConfig } from './config/schema.ts';

/** The functions of a desk; each has a role of its own in the vault. */
export const deskFunctions = [
  'sign-manifest',
  'list-dispatches',
  'store-receipt',
  'sign-assertion',
  'sign-download',
  'perform-act',
  'sign-draft',
  'take-draft',
  'report-figures',
  'show-ledger',
  'open-bundle',
  'accept-dispatch',
  'show-deposit',
  'sign-upload',
  'complete-upload',
  'show-entry',
  'accept-directory',
  'verify-arrival',
  'reconcile-box',
  'keep-deadlines',
  'notify-duty',
  'record-access',
  'record-key-act',
] as const;
export type DeskFunctionName = (typeof deskFunctions)[number];

/** What a country with a copy has besides: its role stands with the copy. */
export type CopyFunctionName = 'copy-ledger';

/** Functions that events start: what fails in the end goes to the dead-letter queue. */
export const eventFunctions = [
  'verify-arrival',
  'reconcile-box',
  'keep-deadlines',
  'notify-duty',
  'record-access',
  'record-key-act',
] as const satisfies readonly DeskFunctionName[];

/**
 * Physical names. They follow from the configuration alone, so that a vault can name what its desk will hold without depending on it, and
 * never change: renaming a stateful thing replaces it.
 */
export interface ExchangeNames {
  readonly prefix: string;
  readonly trail: string;
  /** Of the trail of an account; every account's has the same name and home Region. */
  readonly trailArn: (account: string) => string;
  readonly archiveBucket: string;
  readonly archiveKeyAlias: string;
  readonly archiveKeyAliasArn: string;
  readonly athenaResultsBucket: string;
  readonly auditorRole: string;
  readonly glueDatabase: string;
  readonly directoryBucket: string;
  readonly directoryKeyAlias: string;
  readonly directoryKeyAliasArn: string;
  /** ARN prefix that all drop boxes share and nothing else does. */
  readonly dropBoxArnPrefix: string;
  readonly directoryDeadLetterQueue: string;
  readonly alarmTopic: string;
  readonly auditDeadLetterQueue: string;
  readonly logReaderRole: string;
  /** Source of the events in which the reader of the log tells what it found there. */
  readonly logEventSource: string;
  readonly directoryFunction: (name: string) => string;
  /** Parameters that list the desks' addresses. */
  readonly deskList: (number: number) => string;
}

export interface CountryNames {
  readonly prefix: string;
  readonly dropBox: string;
  readonly dropBoxArn: string;
  /** In another Region, of a country that has one. */
  readonly copyBucket: string;
  readonly copyBucketArn: string;
  readonly copyKeyAlias: string;
  readonly registerTable: string;
  readonly ledgerTable: string;
  readonly documentsKeyAlias: string;
  /** Of the nth signing key, from 1. */
  readonly signingKeyAlias: (generation: number) => string;
  readonly sealingKeyAlias: string;
  readonly deadLetterQueue: string;
  readonly deadLetterQueueArn: string;
  readonly eventSource: string;
  readonly userPoolDomain: string;
  readonly function: (name: DeskFunctionName | CopyFunctionName) => string;
  readonly role: (name: string) => string;
  readonly roleArn: (name: string) => string;
  readonly logGroup: (name: DeskFunctionName | CopyFunctionName) => string;
  readonly logGroupArn: (name: DeskFunctionName | CopyFunctionName) => string;
}

export function exchangeNames({ exchange, audit, directory }: ExchangeConfig): ExchangeNames {
  const prefix = `${exchange.name}-${exchange.stage}`;
  const directoryKeyAlias = `alias/${prefix}/directory`;
  const archiveKeyAlias = `alias/${prefix}/archive`;
  return {
    prefix,
    trail: `${prefix}-trail`,
    trailArn: (account) => `arn:aws:cloudtrail:${audit.region}:${account}:trail/${prefix}-trail`,
    archiveBucket: `${prefix}-archive-${audit.account}-${audit.region}`,
    archiveKeyAlias,
    archiveKeyAliasArn: `arn:aws:kms:${audit.region}:${audit.account}:${archiveKeyAlias}`,
    athenaResultsBucket: `${prefix}-athena-${audit.account}-${audit.region}`,
    auditorRole: `${prefix}-auditor`,
    glueDatabase: `${prefix}-audit`.replaceAll('-', '_'),
    directoryBucket: `${prefix}-directory-${directory.account}`,
    directoryKeyAlias,
    directoryKeyAliasArn: `arn:aws:kms:${directory.region}:${directory.account}:${directoryKeyAlias}`,
    dropBoxArnPrefix: `arn:aws:s3:::${prefix}-dropbox-`,
    directoryDeadLetterQueue: `${prefix}-directory-dead-letters`,
    alarmTopic: `${prefix}-alarms`,
    auditDeadLetterQueue: `${prefix}-audit-dead-letters`,
    logReaderRole: `${prefix}-log-reader`,
    logEventSource: `${prefix}.log`,
    directoryFunction: (name) => `${prefix}-directory-${name}`,
    deskList: (number) => `/${prefix}/directory/desks-${number}`,
  };
}

export function countryNames(config: ExchangeConfig, country: CountryConfig): CountryNames {
  const { prefix: shared } = exchangeNames(config);
  const { code, account, region } = country;
  const prefix = `${shared}-${code}`;
  const dropBox = `${shared}-dropbox-${code.toLowerCase()}-${account}`;
  // with the beginning that all drop boxes have: whoever logs those logs this
  const copyBucket = `${shared}-dropbox-${code.toLowerCase()}-copy-${account}`;
  const logGroup = (name: string) => `/${shared}/${code}/${name}`;
  return {
    prefix,
    dropBox,
    dropBoxArn: `arn:aws:s3:::${dropBox}`,
    copyBucket,
    copyBucketArn: `arn:aws:s3:::${copyBucket}`,
    copyKeyAlias: `alias/${shared}/${code}/copy`,
    registerTable: `${prefix}-register`,
    ledgerTable: `${prefix}-ledger`,
    documentsKeyAlias: `alias/${shared}/${code}/documents`,
    signingKeyAlias: (generation) => `alias/${shared}/${code}/signing${generation === 1 ? '' : `-${generation}`}`,
    sealingKeyAlias: `alias/${shared}/${code}/sealing`,
    deadLetterQueue: `${prefix}-dead-letters`,
    deadLetterQueueArn: `arn:aws:sqs:${region}:${account}:${prefix}-dead-letters`,
    eventSource: `${shared}.${code}`,
    userPoolDomain: `${shared}-${code}-${account}`.toLowerCase(),
    function: (name) => `${prefix}-${name}`,
    role: (name) => `${prefix}-${name}`,
    roleArn: (name) => `arn:aws:iam::${account}:role/${prefix}-${name}`,
    logGroup,
    logGroupArn: (name) => `arn:aws:logs:${region}:${account}:log-group:${logGroup(name)}:*`,
  };
}

/** The accounts in which anything of the exchange stands, sorted: each has a trail that writes into the one archive. */
export function trailAccounts({ audit, directory, portal, countries }: ExchangeConfig): readonly string[] {
  return [...new Set([audit, directory, portal, ...countries].map(({ account }) => account))].sort();
}

/** The role under which CloudFormation acts for the CDK (docs: CDK bootstrapping, default qualifier): the only one that may change policies. */
export function deployRoleArn(place: { readonly account: string; readonly region: string }): string {
  return `arn:aws:iam::${place.account}:role/cdk-hnb659fds-cfn-exec-role-${place.account}-${place.region}`;
}
