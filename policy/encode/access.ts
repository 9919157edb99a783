import { literally } from '../match.ts';
import type { PoliciesInForce, Policy, PrincipalMatch, Statement } from '../model.ts';
import { PolicyError } from '../policy-error.ts';
import { type Actor, SERVICE, who } from './actors.ts';
import { type Atoms, textPattern } from './atoms.ts';
import { and, FALSE, type Formula, not, or, TRUE } from './formula.ts';
import { statementFormula } from './statement.ts';

/** A thing, with the policy that stands on it. */
export interface GuardedThing {
  readonly accountId: string;
  readonly policy?: Policy;
  readonly rules: PoliciesInForce['resourcePolicyRules'];
}

/**
 * The request is allowed: the same logic as `evaluate`, for all requests at once (docs: Policy evaluation logic; Cross-account policy
 * evaluation logic). Where `evaluate` cannot know, this errs on the side of allowed. Throws PolicyError on what is not encoded.
 */
export function allowedFormula(thing: GuardedThing, actors: readonly Actor[], atoms: Atoms): Formula {
  if (thing.policy) wantEverybodyPlayed(thing.policy, actors);
  const statements = thing.policy ? encoded(thing.policy, atoms) : [];
  return or(
    ...actors.map((actor) => {
      const reached = statements.map((each) => ({ ...each, reach: reach(each.statement.principals, actor, atoms) }));
      const denied = reached.filter(({ statement }) => statement.effect === 'Deny').map(({ formula, reach }) => and(formula, reach.any));
      const granted = reached.filter(({ statement }) => statement.effect === 'Allow');
      return and(who(actor, atoms), not(or(...denied)), permitted({ thing, actor, atoms }, granted));
    }),
  );
}

/** What the actor's own policies allow it, whatever the thing's policy says. */
export function identityFormula(actor: Actor, atoms: Atoms): Formula {
  if (actor.kind === 'anyone' || actor.kind === 'foreigner') return TRUE;
  if (actor.kind !== 'named') return FALSE;
  return and(or(...sides(actor.identity, 'Allow', atoms)), not(or(...ownDenials(actor, atoms))), limits(actor, atoms));
}

interface Encoded {
  readonly statement: Statement;
  readonly formula: Formula;
}

interface Asked {
  readonly thing: GuardedThing;
  readonly actor: Actor;
  readonly atoms: Atoms;
}

function permitted({ thing, actor, atoms }: Asked, granted: readonly (Encoded & { readonly reach: Reach })[]): Formula {
  const by = (closeness: keyof Reach) => or(...granted.map(({ formula, reach }) => and(formula, reach[closeness])));
  if (actor.kind === 'service' || actor.kind === 'anonymous') return by('any');
  const own = identityFormula(actor, atoms);
  const [denied, limited] = actor.kind === 'named' ? [or(...ownDenials(actor, atoms)), limits(actor, atoms)] : [FALSE, TRUE];
  if (actor.kind === 'foreigner' || actor.accountId !== thing.accountId) return and(by('any'), own);
  const direct = or(by('itself'), and(by('role'), limited));
  const delegated = thing.rules === 'must-allow' ? and(by('account'), own) : own;
  return and(not(denied), or(direct, delegated));
}

/** How closely a statement names an actor; see `reachOf`. */
interface Reach {
  readonly itself: Formula;
  readonly role: Formula;
  readonly account: Formula;
  readonly any: Formula;
}

function reach(match: PrincipalMatch | undefined, actor: Actor, atoms: Atoms): Reach {
  if (!match) throw new PolicyError('resource policy', 'a statement without principals');
  if (match.kind === 'notIn') throw new PolicyError('resource policy', 'NotPrincipal: not encoded');
  const isNamed = actor.kind === 'named' && match.aws.includes(actor.arn);
  // what a policy grants a user by name, no boundary takes back by silence; a role's session is named only through its role
  const isUser = isNamed && /:user\//.test(actor.arn);
  const itself = match.aws.includes('*') || isUser ? TRUE : byServices(match, actor, atoms);
  const role = isNamed && !isUser ? TRUE : FALSE;
  const account = namesAccount(match, actor) ? TRUE : FALSE;
  return { itself, role, account, any: or(itself, role, account) };
}

function byServices({ services }: PrincipalMatch, actor: Actor, atoms: Atoms): Formula {
  if (actor.kind !== 'service') return FALSE;
  return or(...services.map((service) => atoms.matches(SERVICE, textPattern(`=${service}`, literally(service)))));
}

function namesAccount(match: PrincipalMatch, actor: Actor): boolean {
  const accounts = match.aws.filter(isAccount).map(accountOf);
  if (actor.kind === 'named' || actor.kind === 'anyone') return accounts.includes(actor.accountId);
  return actor.kind === 'foreigner' && accounts.some((account) => account !== undefined && !actor.notOf.includes(account));
}

/** The users, roles and sessions that a policy's principals name. */
export function namedPrincipals(policy: Policy): readonly string[] {
  return policy.statements.flatMap(({ principals }) => principals?.aws.filter((one) => one !== '*' && !isAccount(one)) ?? []);
}

/** Whoever a policy names is an actor of his own, so that `anyone` and `foreigner` are those whom it does not name. */
function wantEverybodyPlayed(policy: Policy, actors: readonly Actor[]): void {
  const played = actors.flatMap((actor) => (actor.kind === 'named' ? [actor.arn] : []));
  const session = namedPrincipals(policy).find((arn) => arn.includes(':assumed-role/'));
  if (session !== undefined) throw new PolicyError(policy.name, `a single session as principal: not encoded: ${session}`);
  const missing = namedPrincipals(policy).find((arn) => !played.includes(arn));
  if (missing !== undefined) throw new PolicyError(policy.name, `no actor stands for ${missing}`);
}

function isAccount(principal: string): boolean {
  return /^(?:\d{12}|arn:[a-z-]+:iam::\d{12}:root)$/.test(principal);
}

function accountOf(principal: string): string | undefined {
  return /^\d{12}$/.test(principal) ? principal : /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1];
}

function ownDenials(actor: Extract<Actor, { kind: 'named' }>, atoms: Atoms): readonly Formula[] {
  return sides([...actor.identity, ...(actor.boundary ? [actor.boundary] : []), ...(actor.session ? [actor.session] : [])], 'Deny', atoms);
}

/** Boundary and session policy each must allow as well. */
function limits(actor: Extract<Actor, { kind: 'named' }>, atoms: Atoms): Formula {
  return and(...[actor.boundary, actor.session].map((policy) => (policy ? or(...sides([policy], 'Allow', atoms)) : TRUE)));
}

function sides(policies: readonly Policy[], effect: Statement['effect'], atoms: Atoms): readonly Formula[] {
  return policies.flatMap((policy) =>
    encoded(policy, atoms)
      .filter(({ statement }) => statement.effect === effect)
      .map(({ formula }) => formula),
  );
}

function encoded(policy: Policy, atoms: Atoms): readonly Encoded[] {
  return policy.statements.map((statement) => ({
    statement,
    formula: statementFormula(statement, atoms, `${policy.name}/${statement.id}`),
  }));
}
