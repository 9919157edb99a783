import { type GuardedThing, namedPrincipals } from '../policy/encode/access.ts';
import type { Actor } from '../policy/encode/actors.ts';
import type { Policy } from '../policy/model.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { AuditParts, CountryParts } from './parts.ts';
import type { Realm, RealmRole } from './realm.ts';
import type { Party, Thing } from './rules/rule.ts';
import { record, text } from './shape.ts';

/** One thing that rules speak of, in one country or audit stack: what stands on it, and everybody who may come to it. */
export interface Scene {
  readonly name: string;
  readonly thing: Thing;
  readonly guarded: GuardedThing;
  /** Patterns of the resources meant. */
  readonly resources: readonly string[];
  /** The service whose actions can meet the thing. */
  readonly service: string;
  readonly actors: readonly Actor[];
  readonly party: (party: Party) => readonly string[];
  readonly placeholders: Readonly<Record<string, string | readonly string[]>>;
}

/** Allows everything: what is assumed of every principal whose policies the templates do not make. */
export const everything: Policy = parsePolicy('everything', {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

export const LAMBDA = 'lambda.amazonaws.com';
export const CLOUDTRAIL = 'cloudtrail.amazonaws.com';
export const S3 = 's3.amazonaws.com';

/** The scenes of a country's vault. */
export function countryScenes(realm: Realm, country: CountryParts): readonly Scene[] {
  const { code, vault, dropBox, documentsKey, signingKey, otherSigningKeys, sealingKey, register, ledger } = country;
  const parties = countryParties(realm, country);
  const { copy } = country;
  const placeholders = {
    dropBox: dropBox.arn,
    key: documentsKey.arn,
    region: vault.region,
    country: code,
    trail: 'arn:aws:none:::none',
    // what deployment may set on the box only where a copy wants it
    setReplication: copy ? 's3:PutReplicationConfiguration' : 's3:CreateBucket',
    ...(copy && { copy: copy.bucket.arn, copyKey: copy.key.arn, copyRegion: copy.stack.region }),
  };
  const roles = realm.roles.filter(({ stack }) => stack === vault || stack === copy?.stack);
  const base = { realm, accountId: vault.accountId, parties, placeholders, roles };
  const things: readonly (readonly [Thing, string, readonly string[]])[] = [
    ['documents', dropBox.arn, [`${dropBox.arn}/*`]],
    ['dropBox', dropBox.arn, [dropBox.arn]],
    ['documentsKey', documentsKey.arn, [documentsKey.arn]],
    ['signingKey', signingKey.arn, [signingKey.arn]],
    ['sealingKey', sealingKey.arn, [sealingKey.arn]],
    ['register', register.arn, [register.arn, `${register.arn}/index/*`]],
    ['ledger', ledger.arn, [ledger.arn, `${ledger.arn}/index/*`]],
  ];
  const others = otherSigningKeys.flatMap(({ arn, logicalId, isFormer }) =>
    (isFormer ? (['otherSigningKey'] as const) : (['otherSigningKey', 'idleSigningKey'] as const)).map((thing) =>
      sceneOf(base, { name: `${code} ${logicalId}`, thing, policy: realm.policyOn(arn), resources: [arn] }),
    ),
  );
  const trusts: readonly (readonly [Thing, RealmRole])[] = [
    ['reader', country.reader],
    ['depositor', country.depositor],
    ['custodian', country.custodian],
    ...[...country.functions.values()].map((role): readonly [Thing, RealmRole] => ['functionRoles', role]),
    ...(copy ? ([['replicator', copy.replicator]] as const) : []),
    ...(copy?.reader ? ([['copyReader', copy.reader]] as const) : []),
  ];
  return [
    ...things.map(([thing, arn, resources]) => sceneOf(base, { name: code, thing, policy: realm.policyOn(arn), resources })),
    ...others,
    ...copyScenes(base, code, copy),
    ...trusts.map(([thing, role]) => sceneOf(base, { name: `${code} ${role.name}`, thing, policy: role.trust, resources: [role.arn] })),
  ];
}

/** The deploy path of the copy's Region is another role than the vault's. */
function copyScenes(base: Base, code: string, copy: CountryParts['copy']): readonly Scene[] {
  if (!copy) return [];
  const { bucket, key, stack } = copy;
  const there = { ...base, parties: new Map([...base.parties, ['deployment', deploymentOf(base.realm, stack.id)] as const]) };
  const things: readonly (readonly [Thing, string, readonly string[]])[] = [
    ['copies', bucket.arn, [`${bucket.arn}/*`]],
    ['copiedLines', bucket.arn, [`${bucket.arn}/ledger/*`]],
    ['copyBucket', bucket.arn, [bucket.arn]],
    ['copyKey', key.arn, [key.arn]],
  ];
  return things.map(([thing, arn, resources]) => sceneOf(there, { name: code, thing, policy: base.realm.policyOn(arn), resources }));
}

/** The scenes of an audit stack, and of the folder in its archive that each account's trail writes. */
export function auditScenes(realm: Realm, audit: AuditParts): readonly Scene[] {
  const { stack, archive, archiveKey, results, queries, auditor, logReader, trails } = audit;
  const parties = new Map<Party, readonly string[]>([
    ['auditor', [auditor.arn]],
    ['logReader', [logReader.arn]],
    ['deployment', deploymentOf(realm, stack.id)],
    ['cloudTrail', [CLOUDTRAIL]],
    ['lambda', [LAMBDA]],
  ]);
  const placeholders = {
    trail: trails.map(({ arn }) => arn),
    region: stack.region,
    key: archiveKey.arn,
    country: '',
    dropBox: archive.arn,
  };
  const base = { realm, accountId: stack.accountId, parties, placeholders, roles: [auditor, logReader] };
  const things: readonly (readonly [Thing, string, readonly string[]])[] = [
    ['logFiles', archive.arn, [`${archive.arn}/*`]],
    ['archive', archive.arn, [archive.arn]],
    ['archiveKey', archiveKey.arn, [archiveKey.arn]],
    ['results', results.arn, [`${results.arn}/*`]],
    ['queries', queries.arn, [queries.arn]],
  ];
  return [
    ...things.map(([thing, arn, resources]) => sceneOf(base, { name: stack.id, thing, policy: realm.policyOn(arn), resources })),
    ...logTablePath(audit).map((arn) =>
      sceneOf(base, { name: `${stack.id} ${arn.split(':')[5]}`, thing: 'logTable', policy: undefined, resources: [arn] }),
    ),
    ...trails.map((trail) => {
      const { id, accountId: account } = trail.stack;
      const own = { ...base, placeholders: { ...placeholders, trail: trail.arn } };
      const resources = [`${archive.arn}/AWSLogs/${account}/*`];
      return sceneOf(own, { name: id, thing: 'accountLogs', policy: realm.policyOn(archive.arn), resources });
    }),
    sceneOf(base, { name: stack.id, thing: 'auditor', policy: auditor.trust, resources: [auditor.arn] }),
    sceneOf(base, { name: `${stack.id} ${logReader.name}`, thing: 'functionRoles', policy: logReader.trust, resources: [logReader.arn] }),
  ];
}

/** Who may look at a table must be let to its catalogue and its database too (docs: Glue, "Specifying AWS Glue resource ARNs"). */
function logTablePath({ stack, logTable }: AuditParts): readonly string[] {
  const { DatabaseName, TableInput } = logTable.properties;
  const database = text(logTable.path, DatabaseName);
  const table = text(logTable.path, record(logTable.path, TableInput).Name);
  return ['catalog', `database/${database}`, `table/${database}/${table}`].map(
    (each) => `arn:aws:glue:${stack.region}:${stack.accountId}:${each}`,
  );
}

function countryParties(realm: Realm, country: CountryParts): ReadonlyMap<Party, readonly string[]> {
  const { vault, reader, depositor, custodian, functions } = country;
  const arnOf = (name: string) => functions.get(name)?.arn ?? `no function ${name}`;
  return new Map<Party, readonly string[]>([
    ['reader', [reader.arn]],
    ['depositor', [depositor.arn]],
    ['custodian', [custodian.arn]],
    ['deployment', deploymentOf(realm, vault.id)],
    ['functions', [...functions.values()].map(({ arn }) => arn)],
    ['signers', signers.map(arnOf)],
    ['linkFunction', [arnOf('sign-download')]],
    ['bundleOpener', [arnOf('open-bundle')]],
    ['reconciler', [arnOf('reconcile-box')]],
    ['ledgerReader', [arnOf('show-ledger'), ...(country.copy ? [country.copy.copier.arn] : [])]],
    ['replicator', country.copy ? [country.copy.replicator.arn] : []],
    ['ledgerCopier', country.copy ? [country.copy.copier.arn] : []],
    ['copyReader', country.copy?.reader ? [country.copy.reader.arn] : []],
    ['s3', [S3]],
    ['depositFunctions', ['accept-dispatch', 'sign-upload', 'complete-upload'].map(arnOf)],
    ['lambda', [LAMBDA]],
  ]);
}

/** The functions that make statements in the country's name. */
const signers = [
  'sign-manifest',
  'sign-assertion',
  'accept-dispatch',
  'perform-act',
  'show-entry',
  'verify-arrival',
  'reconcile-box',
  'keep-deadlines',
  'sign-draft',
  'report-figures',
  'record-access',
];

/** The role with which CloudFormation deploys: the assembly itself names it, no policy does. */
export function deploymentOf(realm: Realm, stackId: string): readonly string[] {
  const arn = realm.stacks.find(({ id }) => id === stackId)?.executionRoleArn;
  return arn === undefined ? [] : [arn];
}

interface Base {
  readonly realm: Realm;
  readonly accountId: string;
  readonly parties: ReadonlyMap<Party, readonly string[]>;
  readonly placeholders: Readonly<Record<string, string | readonly string[]>>;
  readonly roles: readonly RealmRole[];
}

interface Subject {
  readonly name: string;
  readonly thing: Thing;
  readonly policy: Policy | undefined;
  readonly resources: readonly string[];
}

function sceneOf(base: Base, { name, thing, policy, resources }: Subject): Scene {
  const { realm, accountId, parties, placeholders } = base;
  const known = base.roles.map((role): Actor => ({ kind: 'named', id: role.name, accountId: accountOf(role.arn), ...role }));
  const named = new Set([...(policy ? namedPrincipals(policy) : []), ...(parties.get('deployment') ?? [])]);
  const outside = [...named].filter((arn) => !base.roles.some((role) => role.arn === arn));
  const others = outside.map((arn): Actor => ({ kind: 'named', id: arn, arn, accountId: accountOf(arn), identity: [everything] }));
  const accounts = new Set([accountId, ...realm.stacks.map((stack) => stack.accountId)]);
  return {
    name: `${name} ${thing}`,
    thing,
    guarded: { accountId, ...(policy && { policy }), rules: mustAllow.has(thing) ? 'must-allow' : 'alone-or-with-identity' },
    resources,
    service: services[thing],
    actors: [
      ...known,
      ...others,
      ...[...accounts].map((account): Actor => ({ kind: 'anyone', id: `anyone else in ${account}`, accountId: account })),
      { kind: 'foreigner', id: 'anyone of any other account', notOf: [...accounts] },
      { kind: 'service', id: 'an AWS service' },
      { kind: 'anonymous', id: 'anybody without credentials' },
    ],
    party: (party) => parties.get(party) ?? [],
    placeholders,
  };
}

/** The service that keeps a thing. */
export const services: Readonly<Record<Thing, string>> = {
  documents: 's3',
  dropBox: 's3',
  copies: 's3',
  copiedLines: 's3',
  copyBucket: 's3',
  logFiles: 's3',
  accountLogs: 's3',
  archive: 's3',
  results: 's3',
  queries: 'athena',
  logTable: 'glue',
  documentsKey: 'kms',
  signingKey: 'kms',
  otherSigningKey: 'kms',
  idleSigningKey: 'kms',
  sealingKey: 'kms',
  archiveKey: 'kms',
  copyKey: 'kms',
  register: 'dynamodb',
  ledger: 'dynamodb',
  reader: 'sts',
  depositor: 'sts',
  custodian: 'sts',
  functionRoles: 'sts',
  replicator: 'sts',
  copyReader: 'sts',
  auditor: 'sts',
};

const mustAllow: ReadonlySet<Thing> = new Set([
  'documentsKey',
  'signingKey',
  'otherSigningKey',
  'idleSigningKey',
  'sealingKey',
  'archiveKey',
  'copyKey',
  'replicator',
  'copyReader',
  'reader',
  'depositor',
  'custodian',
  'functionRoles',
  'auditor',
]);

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
