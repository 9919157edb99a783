import type { AssemblyStack } from '../policy/templates/assembly.ts';
import type { Realm, RealmResource, RealmRole } from './realm.ts';
import { at, list, record, text } from './shape.ts';

/** A country's vault, and what in it the rules speak of. */
export interface CountryParts {
  readonly code: string;
  readonly vault: AssemblyStack;
  readonly dropBox: RealmResource;
  readonly documentsKey: RealmResource;
  /** With which the functions of the desk sign. */
  readonly signingKey: RealmResource;
  /** Made later or earlier, and not used by the desk. */
  readonly otherSigningKeys: readonly OtherSigningKey[];
  readonly sealingKey: RealmResource;
  readonly register: RealmResource;
  readonly ledger: RealmResource;
  readonly reader: RealmRole;
  readonly depositor: RealmRole;
  readonly custodian: RealmRole;
  /** A role for each function, by the function's name. */
  readonly functions: ReadonlyMap<string, RealmRole>;
  /** In another Region, of a country that has one. */
  readonly copy?: CopyParts;
}

export interface CopyParts {
  readonly stack: AssemblyStack;
  readonly bucket: RealmResource;
  readonly key: RealmResource;
  /** Under which S3 copies the drop box. */
  readonly replicator: RealmRole;
  /** Of the function that copies the ledger; among the functions too. */
  readonly copier: RealmRole;
  /** Only while the configuration lets somebody read. */
  readonly reader?: RealmRole;
}

export interface OtherSigningKey extends RealmResource {
  /** The desk says that it signed with it until lately. A key of which it says nothing is idle: nobody may sign with it. */
  readonly isFormer: boolean;
}

export interface AuditParts {
  readonly stack: AssemblyStack;
  readonly archive: RealmResource;
  readonly archiveKey: RealmResource;
  readonly results: RealmResource;
  /** The workgroup in which the auditor asks. */
  readonly queries: RealmResource;
  /** The table over the log; its ARN follows from its properties. */
  readonly logTable: RealmResource;
  /** One an account, its own first; those of other accounts in stacks of their own. */
  readonly trails: readonly RealmResource[];
  readonly auditor: RealmRole;
  /** Of the function that tells the desks and the alarms what the log says. */
  readonly logReader: RealmRole;
}

export interface Parts {
  readonly countries: readonly CountryParts[];
  readonly audits: readonly AuditParts[];
}

/**
 * Finds in a realm the things that the rules speak of, by stack and logical id: both are fixed, since changing either would replace the
 * thing. Throws where one is missing or there twice: a rule about nothing would always hold.
 */
export function partsOf(realm: Realm): Parts {
  const vaults = realm.stacks.filter(({ id }) => /^[A-Z]{2}-Vault$/.test(id));
  const audits = realm.stacks.filter(({ id }) => id === 'Audit');
  if (vaults.length === 0) throw new Error('the assembly holds no vault');
  if (audits.length === 0) throw new Error('the assembly holds no audit stack');
  return { countries: vaults.map((vault) => countryParts(realm, vault)), audits: audits.map((stack) => auditParts(realm, stack)) };
}

function countryParts(realm: Realm, vault: AssemblyStack): CountryParts {
  const { resource, role } = findersIn(realm, vault);
  const others = realm.roles.filter(
    ({ stack, logicalId }) => stack === vault && !/^Roles(?:Reader|Depositor|Custodian|Replicator)/.test(logicalId),
  );
  const code = vault.id.slice(0, 2);
  return {
    code,
    vault,
    dropBox: resource('AWS::S3::Bucket', 'DropBoxBucket'),
    documentsKey: resource('AWS::KMS::Key', 'DocumentsKey'),
    ...signingKeysOf(realm, vault),
    sealingKey: resource('AWS::KMS::Key', 'SealingKey'),
    register: resource('AWS::DynamoDB::Table', 'RegisterTable'),
    ledger: resource('AWS::DynamoDB::Table', 'LedgerTable'),
    reader: role('RolesReader'),
    depositor: role('RolesDepositor'),
    custodian: role('RolesCustodian'),
    functions: new Map(others.map((each) => [each.name.split(`-${code}-`).at(-1) ?? each.name, each])),
    ...copyParts(realm, vault, code),
  };
}

/** Throws where a country has a part of a copy and not the whole: a role that copies, and nothing that rules speak of. */
function copyParts(realm: Realm, vault: AssemblyStack, code: string): Pick<CountryParts, 'copy'> {
  const inVault = findersIn(realm, vault);
  const stack = realm.stacks.find(({ id }) => id === `${code}-Copy`);
  if (!stack) {
    const replicator = realm.roles.find((role) => role.stack === vault && role.logicalId.startsWith('RolesReplicator'));
    if (replicator) throw new Error(`${vault.id}: ${replicator.name} copies into a stack ${code}-Copy, which is not in the assembly`);
    return {};
  }
  const { resource, role } = findersIn(realm, stack);
  const isRead = realm.roles.some((each) => each.stack === stack);
  return {
    copy: {
      stack,
      bucket: resource('AWS::S3::Bucket', 'CopyBucket'),
      key: resource('AWS::KMS::Key', 'CopyKey'),
      replicator: inVault.role('RolesReplicator'),
      copier: inVault.role('Rolescopyledger'),
      ...(isRead && { reader: role('CopyReader') }),
    },
  };
}

/** The key that the desk's functions are told to sign with; where a desk is not in the assembly, the first one. */
function signingKeysOf(realm: Realm, vault: AssemblyStack): Pick<CountryParts, 'signingKey' | 'otherSigningKeys'> {
  const { resource } = findersIn(realm, vault);
  const first = resource('AWS::KMS::Key', 'SigningKey');
  const later = realm.resources.filter((each) => each.stack === vault && /^SigningKey\d+Key[0-9A-F]{8}$/.test(each.logicalId));
  const all = [first, ...later];
  const told = deskTold(realm, vault);
  const signingKey = all.find(({ arn }) => arn === told.SIGNING_KEY_ARN) ?? first;
  const former = formerKeys(told.SIGNING_KEYS);
  const others = all.filter((each) => each !== signingKey).map((each) => ({ ...each, isFormer: former.includes(each.arn) }));
  return { signingKey, otherSigningKeys: others };
}

/** What the function that names the country's keys is told of them. */
function deskTold(realm: Realm, vault: AssemblyStack): Readonly<Record<string, unknown>> {
  const name = vault.id.replace(/-Vault$/, '-Desk');
  const shower = realm.resources.find(
    ({ stack, type, logicalId }) => stack.id === name && type === 'AWS::Lambda::Function' && /^showentry/.test(logicalId),
  );
  return shower ? record(shower.path, at(shower.properties, 'Environment', 'Variables')) : {};
}

function formerKeys(told: unknown): readonly string[] {
  if (told === undefined) return [];
  const keys: unknown = JSON.parse(text('SIGNING_KEYS', told));
  return list('SIGNING_KEYS', keys).flatMap((key) => (at(key, 'standing') === 'former' ? [text('SIGNING_KEYS', at(key, 'arn'))] : []));
}

function auditParts(realm: Realm, stack: AssemblyStack): AuditParts {
  const { resource, role } = findersIn(realm, stack);
  return {
    stack,
    archive: resource('AWS::S3::Bucket', 'ArchiveBucket'),
    archiveKey: resource('AWS::KMS::Key', 'ArchiveKey'),
    results: resource('AWS::S3::Bucket', 'QueriesResults'),
    queries: resource('AWS::Athena::WorkGroup', 'QueriesWorkGroup'),
    logTable: resource('AWS::Glue::Table', 'QueriesTable'),
    trails: [stack, ...realm.stacks.filter(({ id }) => /^Audit-\d{12}$/.test(id))].map((each) =>
      findersIn(realm, each).resource('AWS::CloudTrail::Trail', 'Trail'),
    ),
    auditor: role('Auditor'),
    logReader: role('LogReader'),
  };
}

function findersIn(realm: Realm, stack: AssemblyStack) {
  const only = <T extends RealmResource>(all: readonly T[], type: string, id: string): T => {
    // the CDK appends eight hexadecimal digits to every logical id but those of a stack's own children
    const form = new RegExp(`^${id}(?:[0-9A-F]{8})?$`);
    const found = all.filter((each) => each.stack === stack && each.type === type && form.test(each.logicalId));
    const [one] = found;
    if (!one || found.length > 1) throw new Error(`${stack.id}: one ${id} of type ${type} wanted, got ${found.length}`);
    return one;
  };
  return {
    resource: (type: string, id: string) => only(realm.resources, type, id),
    role: (id: string) => only(realm.roles, 'AWS::IAM::Role', id),
  };
}
