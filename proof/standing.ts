import { identityFormula } from '../policy/encode/access.ts';
import type { Actor } from '../policy/encode/actors.ts';
import { Atoms } from '../policy/encode/atoms.ts';
import { globRelation } from '../policy/encode/glob-relation.ts';
import { statementFormula } from '../policy/encode/statement.ts';
import { globOf } from '../policy/match.ts';
import type { Statement } from '../policy/model.ts';
import { parsePolicy } from '../policy/parse.ts';
import { isOutputReader, ownStack } from './output-reader.ts';
import type { Realm, RealmRole } from './realm.ts';
import { nameless } from './renaming.ts';
import { type StandingRule, standingRules } from './rules/standing.ts';
import type { Solver } from './solver.ts';

/** A standing role's own policies allow it what leads to rights that the rules deny. */
export interface Escalation {
  readonly rule: string;
  readonly role: string;
  /** Statements of the role's policies that allow it. */
  readonly statements: readonly string[];
}

/** Ids of the rules that a role breaks, by the role's text without names. */
export type StandingMemory = Map<string, readonly string[]>;

/**
 * Closes the escalation graph: asks of every role of the templates whether its own policies open any edge. Who may assume it is for the rules
 * about trusts. Roles that are the same up to a country's names are asked once.
 */
export async function escalations(realm: Realm, solver: Solver, memory: StandingMemory = new Map()): Promise<readonly Escalation[]> {
  const found: Escalation[] = [];
  for (const role of realm.roles) {
    const statements = new Map(standingRules.map((rule) => [rule.id, statementOf(rule, realm, role)]));
    const name = nameless({ identity: role.identity, boundary: role.boundary, statements: [...statements] }, role.stack);
    const broken = memory.get(name) ?? (await brokenBy(role, statements, solver));
    memory.set(name, broken);
    for (const rule of broken) {
      const statement = statements.get(rule);
      if (statement) found.push({ rule, role: role.name, statements: await culprits(role, statement, solver) });
    }
  }
  return found;
}

async function brokenBy(role: RealmRole, statements: ReadonlyMap<string, Statement>, solver: Solver): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [rule, statement] of statements) {
    if (meets(role, statement) && (await allows(role, statement, solver))) broken.push(rule);
  }
  return broken;
}

/** Whether any action is named by both: where none is, there is nothing to ask the solver. */
function meets({ identity }: RealmRole, forbidden: Statement): boolean {
  const patterns = identity.flatMap(({ statements }) => statements.map(({ actions }) => actions));
  return patterns.some(
    ({ kind, patterns: named }) => kind === 'notIn' || named.some((one) => forbidden.actions.patterns.some((other) => overlap(one, other))),
  );
}

function overlap(one: string, other: string): boolean {
  return !globRelation(globOf(one.toLowerCase()), globOf(other.toLowerCase())).disjoint;
}

async function allows(role: RealmRole, statement: Statement, solver: Solver): Promise<boolean> {
  const atoms = new Atoms();
  const actor: Actor = { kind: 'named', id: role.name, accountId: role.stack.accountId, ...role };
  const formulas = [identityFormula(actor, atoms), statementFormula(statement, atoms, statement.id), ...atoms.axioms()];
  const asserted = formulas.map((formula) => `(assert ${formula})`);
  return (await solver.solve([atoms.declarations(), ...asserted].join('\n'))).satisfiable;
}

async function culprits(role: RealmRole, statement: Statement, solver: Solver): Promise<readonly string[]> {
  const granted = role.identity
    .flatMap(({ name, statements }) => statements.map((each) => ({ name, each })))
    .filter(({ each }) => each.effect === 'Allow');
  const names: string[] = [];
  for (const { name, each } of granted) {
    const alone = { ...role, identity: [{ name, statements: [each] }] };
    if (await allows(alone, statement, solver)) names.push(`${name}/${each.id}`);
  }
  return names;
}

function statementOf({ id, forbidden, own }: StandingRule, realm: Realm, role: RealmRole): Statement {
  const resources = (own ?? []).flatMap((kind) => ownOf[kind](realm, role));
  const bounded = forbidden.NotResource && resources.length > 0 ? { NotResource: resources } : { Resource: '*' };
  const document = {
    Version: '2012-10-17',
    Statement: [{ Sid: id, Effect: 'Allow', Action: forbidden.Action, ...bounded, ...conditionOf(forbidden, role) }],
  };
  const [statement] = parsePolicy(`rule ${id}`, document).statements;
  if (!statement) throw new Error(`the rule ${id} forbids nothing`);
  return statement;
}

function conditionOf({ Condition }: StandingRule['forbidden'], role: RealmRole) {
  if (Condition === undefined) return {};
  const filled: unknown = JSON.parse(JSON.stringify(Condition).replaceAll('{source}', sourceOf(role)));
  return { Condition: filled };
}

/** In whose name a role may tell events; of most, a name that nobody bears. */
function sourceOf({ stack, logicalId }: RealmRole): string {
  const [, exchange, code] = /^(.+)-([A-Z]{2})-Vault$/.exec(stack.name) ?? [];
  if (exchange && code) return `${exchange}.${code}`;
  return stack.id === 'Audit' && logicalId.startsWith('LogReader') ? `${stack.name.replace(/-Audit$/, '')}.log` : 'nobody';
}

type Own = NonNullable<StandingRule['own']>[number];

/** What a role may touch all the same. Everything here has a policy of its own, of which other rules speak. */
const ownOf: Readonly<Record<Own, (realm: Realm, role: RealmRole) => readonly string[]>> = {
  assumed: (realm, role) =>
    realm.roles
      .filter((other) => other.stack === role.stack && trusts(other, role) && /^Roles(?:Reader|Depositor)/.test(other.logicalId))
      .map(({ arn }) => arn),
  books: (realm, role) => inStack(realm, role, 'AWS::DynamoDB::Table').flatMap((arn) => [arn, `${arn}/index/*`]),
  keys: (realm, role) => inStack(realm, role, 'AWS::KMS::Key'),
  results: (realm, role) => (role.stack.id.startsWith('Audit') ? buckets(realm, role) : []),
  listed: (realm, role) => (/^Rolesreconcilebox/.test(role.logicalId) ? inStack(realm, role, 'AWS::S3::Bucket') : []),
  directory: (realm, role) => (role.stack.id === 'Directory' ? buckets(realm, role) : []),
  lists: (realm, role) => (role.stack.id === 'Directory' ? inStack(realm, role, 'AWS::SSM::Parameter') : []),
  portal: (realm, role) => (role.stack.id === 'Portal' ? buckets(realm, role) : []),
  assets: (_realm, role) => (role.stack.id === 'Portal' ? assetBuckets(role) : []),
  outputs: (realm, role) => (isOutputReader(role, realm) ? [ownStack(role)] : []),
  copied: copiedBuckets,
  log: (realm, role) => (/^Roles(?:Reader|Depositor)/.test(role.logicalId) ? buckets(realm, role) : []),
};

/** Of S3's role for copying, both ends; of the function that copies the ledger, its folder; of who reads a copy, that copy. */
function copiedBuckets(realm: Realm, role: RealmRole): readonly string[] {
  const code = /^([A-Z]{2})-/.exec(role.stack.id)?.[1];
  const copies = realm.resources
    .filter(({ stack, type }) => type === 'AWS::S3::Bucket' && stack.id === `${code}-Copy`)
    .map(({ arn }) => arn);
  if (/^RolesReplicator/.test(role.logicalId)) return [...buckets(realm, role), ...copies.map((arn) => `${arn}/*`)];
  if (/^Rolescopyledger/.test(role.logicalId)) return copies.flatMap((arn) => [arn, `${arn}/ledger/*`]);
  return /^CopyReader/.test(role.logicalId) ? buckets(realm, role) : [];
}

function trusts(target: RealmRole, role: RealmRole): boolean {
  return target.trust.statements.some(({ principals }) => principals?.aws.includes(role.arn));
}

function inStack(realm: Realm, role: RealmRole, type: string): readonly string[] {
  return realm.resources.filter((each) => each.stack === role.stack && each.type === type).map(({ arn }) => arn);
}

function buckets(realm: Realm, role: RealmRole): readonly string[] {
  return inStack(realm, role, 'AWS::S3::Bucket').flatMap((arn) => [arn, `${arn}/*`]);
}

/** The bootstrap's bucket, from which the portal's pages are copied. */
function assetBuckets({ stack }: RealmRole): readonly string[] {
  const bucket = `arn:aws:s3:::cdk-hnb659fds-assets-${stack.accountId}-${stack.region}`;
  return [bucket, `${bucket}/*`];
}
