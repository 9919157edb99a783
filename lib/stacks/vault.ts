import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CountryConfig, ExchangeConfig } from '../config/schema.ts';
import { type Generation, generationsOf } from '../config/signing-keys.ts';
import { lockOf } from '../constructs/bucket-settings.ts';
import { CountryRoles } from '../constructs/country-roles.ts';
import { DocumentsKey } from '../constructs/documents-key.ts';
import { DropBox } from '../constructs/drop-box.ts';
import { deskScope, IdentityPool } from '../constructs/identity-pool.ts';
import { Ledger, Register } from '../constructs/register.ts';
import { SealingKey } from '../constructs/sealing-key.ts';
import { SigningKey } from '../constructs/signing-key.ts';
import { type CountryNames, countryNames, type DeskFunctionName, deployRoleArn, deskFunctions, exchangeNames } from '../names.ts';
import { tell } from './outputs.ts';

export interface VaultProps extends StackProps {
  readonly config: ExchangeConfig;
  readonly country: CountryConfig;
}

/** A country's keys, drop box, register, ledger, identity pool and roles: everything that holds state or rights. */
export class Vault extends Stack {
  readonly documentsKeyArn: string;
  readonly signingKeyArn: string;
  /** Every signing key that was made, oldest first. */
  readonly signingKeys: readonly VaultSigningKey[];
  readonly sealingKeyArn: string;
  readonly issuer: string;
  readonly clientId: string;
  /** That opens the home door. */
  readonly scope: string;

  constructor(scope: Construct, id: string, { config, country, ...props }: VaultProps) {
    super(scope, id, props);
    const names = countryNames(config, country);
    const administratorArn = deployRoleArn(country);
    const roles = new CountryRoles(this, 'Roles', {
      names,
      country: country.code,
      account: country.account,
      isCopied: country.copy !== undefined,
    });
    const documents = new DocumentsKey(this, 'DocumentsKey', {
      names,
      administratorArn,
      ...keySourceOf(country),
      ...roles.people(),
      ...(roles.copying && { replicator: roles.copying.replicator }),
    });
    this.signingKeys = generationsOf(country).map((generation) => ({
      ...generation,
      arn: this.signingKey(generation, { names, administratorArn, roles }),
    }));
    const sealing = new SealingKey(this, 'SealingKey', {
      aliasName: names.sealingKeyAlias,
      description: `Sealed bundles addressed to ${names.prefix}`,
      administratorArn,
      custodian: roles.custodian,
      opener: roles.of('open-bundle'),
      presenter: roles.of('show-entry'),
    });
    new DropBox(this, 'DropBox', {
      names,
      keyArn: documents.keyArn,
      ...roles.people(),
      reconciler: roles.of('reconcile-box'),
      administratorArn,
      limits: config.limits,
      lock: lockOf(config, country.documentDays ?? config.retention.documentDays),
      unfinishedUploadDays: config.retention.unfinishedUploadDays,
      ...(roles.copying &&
        country.copy && {
          copy: {
            replicator: roles.copying.replicator,
            isBegun: country.copy.phase === 'replicate',
            keyAliasArn: `arn:aws:kms:${country.copy.region}:${country.account}:${names.copyKeyAlias}`,
          },
        }),
      portalOrigin: new URL(config.exchange.portalUrl).origin,
    });
    const register = new Register(this, 'Register', {
      tableName: names.registerTable,
      users: [...registerReaders, ...registerWriters].map((name) => roles.of(name)),
      administratorArn,
    });
    const ledger = new Ledger(this, 'Ledger', {
      tableName: names.ledgerTable,
      users: ledgerWriters.map((name) => roles.of(name)),
      reader: roles.of('show-ledger'),
      ...(roles.copying && { copier: roles.copying.copier }),
      administratorArn,
    });
    const signIn = this.signInOf(config, country);
    this.documentsKeyArn = documents.keyArn;
    this.signingKeyArn = this.signingKeys.find(({ standing }) => standing === 'signing')?.arn ?? '';
    this.sealingKeyArn = sealing.keyArn;
    this.issuer = signIn.issuer;
    this.clientId = signIn.clientId;
    this.scope = signIn.scope;
    grantTables(roles, { register, ledger });
    if (roles.copying) grantCopying(roles.copying.copier, { ledger, names });
    grantBeyondTables(roles, { names, config, country });
    this.admitLogReader(config, country);
    tell(this, {
      Country: country.code,
      DropBoxName: names.dropBox,
      Issuer: signIn.issuer,
      ...(signIn.userPoolId ? { UserPoolId: signIn.userPoolId } : { SignInClientId: signIn.clientId, SignInScope: signIn.scope }),
      CustodianRoleArn: roles.custodian.roleArn,
      ReconcilerRoleArn: roles.of('reconcile-box').roleArn,
      // what the custodian switches off
      DocumentsKeyArn: documents.keyArn,
      ...(country.documentsKeyOrigin === 'existing' && { DocumentsKeyOrigin: 'existing' }),
      SigningKeyArn: this.signingKeyArn,
      SealingKeyArn: sealing.keyArn,
    });
  }

  /** The country's own provider where it has one: then nothing of it stands here. */
  private signInOf(config: ExchangeConfig, country: CountryConfig): SignIn {
    if (country.signIn) return country.signIn;
    const names = countryNames(config, country);
    const pool = new IdentityPool(this, 'Identity', {
      name: names.prefix,
      domainPrefix: names.userPoolDomain,
      portalUrl: config.exchange.portalUrl,
    });
    return { issuer: pool.issuer, clientId: pool.clientId, scope: deskScope, userPoolId: pool.userPoolId };
  }

  /** The first one has the plain name, which it had before there were others; a later one never takes its place in the template. */
  private signingKey({ number, standing }: Generation, { names, administratorArn, roles }: KeyPlace): string {
    const suffix = number === 1 ? '' : String(number);
    const signs = standing === 'signing' || standing === 'former';
    return new SigningKey(this, `SigningKey${suffix}`, {
      aliasName: names.signingKeyAlias(number),
      description: `Statements of ${names.prefix}${suffix && `, key ${suffix}`}`,
      administratorArn,
      custodian: roles.custodian,
      suffix,
      signers: signs ? signers.map((name) => roles.of(name)) : [],
      namedBy: standing === 'announced' ? [roles.of('show-entry')] : [],
    }).keyArn;
  }

  /** Where the log is kept in another account, its reader must be let in to tell this country's desk what it found. */
  private admitLogReader({ audit, ...config }: ExchangeConfig, { code, account, region }: CountryConfig): void {
    if (account === audit.account) return;
    const { logReaderRole, logEventSource } = exchangeNames({ audit, ...config });
    new CfnEventBusPolicy(this, 'LogReaderTells', {
      statementId: `${code}-log-reader`,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${audit.account}:role/${logReaderRole}` },
        Action: 'events:PutEvents',
        Resource: `arn:aws:events:${region}:${account}:event-bus/default`,
        Condition: { StringEquals: { 'events:source': logEventSource, 'events:detail-type': 'Record In The Log' } },
      },
    });
  }
}

export interface VaultSigningKey extends Generation {
  readonly arn: string;
}

interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly userPoolId?: string;
}

interface KeyPlace {
  readonly names: CountryNames;
  readonly administratorArn: string;
  readonly roles: CountryRoles;
}

interface Beyond {
  readonly names: CountryNames;
  readonly config: ExchangeConfig;
  readonly country: CountryConfig;
}

const signers = [
  'sign-manifest',
  'sign-assertion',
  'perform-act',
  'accept-dispatch',
  'show-entry',
  'verify-arrival',
  'reconcile-box',
  'keep-deadlines',
  'sign-draft',
  'report-figures',
  'record-access',
] as const satisfies readonly DeskFunctionName[];
const ledgerWriters = deskFunctions.filter((name) => !['list-dispatches', 'show-entry', 'notify-duty', 'show-ledger'].includes(name));
const registerWriters = deskFunctions.filter((name) => !['list-dispatches', 'show-entry', 'show-ledger'].includes(name));
const registerReaders = ['list-dispatches'] as const satisfies readonly DeskFunctionName[];
const registerQueriers = [
  'list-dispatches',
  'show-deposit',
  'store-receipt',
  'verify-arrival',
  'reconcile-box',
  'keep-deadlines',
  'sign-draft',
  'take-draft',
  'report-figures',
] as const satisfies readonly DeskFunctionName[];

/** What the configuration says of the documents key, as the construct takes it. */
function keySourceOf({ documentsKeyOrigin, documentsKeyArn }: CountryConfig) {
  if (documentsKeyOrigin === 'existing') {
    // without it a key would be made here, under which the country's documents then lay for good
    if (documentsKeyArn === undefined) throw new Error('documentsKeyOrigin existing, and no documentsKeyArn');
    return { existingArn: documentsKeyArn };
  }
  return documentsKeyOrigin === undefined ? {} : { origin: documentsKeyOrigin };
}

function grantTables(roles: CountryRoles, { register, ledger }: { readonly register: Register; readonly ledger: Ledger }): void {
  for (const name of registerReaders) register.grantRead(roles.of(name));
  for (const name of registerWriters) register.grantWrite(roles.of(name));
  for (const name of registerQueriers) register.grantQuery(roles.of(name));
  register.grantFindCases(roles.of('list-dispatches'));
  for (const name of ledgerWriters) ledger.grantAppend(roles.of(name));
  ledger.grantRead(roles.of('show-ledger'));
}

/** What it puts down in the other Region is encrypted by a key that lets it in by its own policy (copy.ts). */
function grantCopying(copier: Role, { ledger, names }: { readonly ledger: Ledger; readonly names: CountryNames }): void {
  ledger.grantRead(copier);
  copier.addToPolicy(
    new PolicyStatement({ sid: 'AddToTheCopy', actions: ['s3:PutObject'], resources: [`${names.copyBucketArn}/ledger/*`] }),
  );
  copier.addToPolicy(
    new PolicyStatement({
      sid: 'HowFarTheCopyIs',
      actions: ['s3:ListBucket'],
      resources: [names.copyBucketArn],
      conditions: { StringLike: { 's3:prefix': 'ledger/*' } },
    }),
  );
}

function grantBeyondTables(roles: CountryRoles, { names, config, country }: Beyond): void {
  const shared = exchangeNames(config);
  roles.of('accept-directory').addToPolicy(
    new PolicyStatement({
      sid: 'KnowTheDirectoryKey',
      actions: ['kms:GetPublicKey'],
      resources: [`arn:aws:kms:${config.directory.region}:${config.directory.account}:key/*`],
      conditions: { StringEquals: { 'kms:RequestAlias': shared.directoryKeyAlias } },
    }),
  );
  for (const name of ['verify-arrival', 'reconcile-box', 'keep-deadlines'] as const) {
    roles.of(name).addToPolicy(
      new PolicyStatement({
        sid: 'TellTheDesk',
        actions: ['events:PutEvents'],
        resources: [`arn:aws:events:${country.region}:${country.account}:event-bus/default`],
        conditions: { StringEquals: { 'events:source': names.eventSource } },
      }),
    );
  }
  roles.of('notify-duty').addToPolicy(
    new PolicyStatement({
      sid: 'SendNotices',
      actions: ['ses:SendEmail'],
      resources: [`arn:aws:ses:${country.region}:${country.account}:identity/*`],
      conditions: { StringEquals: { 'ses:FromAddress': country.duty.sender } },
    }),
  );
}
