import type { AssemblyStack } from '../policy/templates/assembly.ts';
import type { Realm, RealmResource, RealmRole } from './realm.ts';

/** A country's vault, and what in it the rules speak of. */
export interface CountryParts {
  readonly code: string;
  readonly vault: AssemblyStack;
  readonly dropBox: RealmResource;
  readonly documentsKey: RealmResource;
  readonly signingKey: RealmResource;
  readonly register: RealmResource;
  readonly ledger: RealmResource;
  readonly reader: RealmRole;
  readonly depositor: RealmRole;
  readonly custodian: RealmRole;
  /** A role for each function, by the function's name. */
  readonly functions: ReadonlyMap<string, RealmRole>;
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
  const others = realm.roles.filter(({ stack, logicalId }) => stack === vault && !/^Roles(?:Reader|Depositor|Custodian)/.test(logicalId));
  const code = vault.id.slice(0, 2);
  return {
    code,
    vault,
    dropBox: resource('AWS::S3::Bucket', 'DropBoxBucket'),
    documentsKey: resource('AWS::KMS::Key', 'DocumentsKey'),
    signingKey: resource('AWS::KMS::Key', 'SigningKey'),
    register: resource('AWS::DynamoDB::Table', 'RegisterTable'),
    ledger: resource('AWS::DynamoDB::Table', 'LedgerTable'),
    reader: role('RolesReader'),
    depositor: role('RolesDepositor'),
    custodian: role('RolesCustodian'),
    functions: new Map(others.map((each) => [each.name.split(`-${code}-`).at(-1) ?? each.name, each])),
  };
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
