import { arnParts } from './arn.ts';
import { type CompiledStatement, compiledPolicy, type Question } from './compile.ts';
import { lookupIn } from './conditions.ts';
import type { AccessRequest, Decision, PoliciesInForce, Policy, RequestPrincipal } from './model.ts';
import { PolicyError } from './policy-error.ts';
import { isExcepted, type Reach, reachOf } from './principals.ts';

/**
 * Decides one request (docs: Policy evaluation logic; Cross-account policy evaluation logic). A Deny in any policy wins. Within one account
 * an identity policy or the resource's policy may allow, limited by permissions boundary and session policies; a resource policy that names
 * the user or session itself, or everybody, is not limited by them. Across accounts identity and resource policy must both allow. Services
 * and anonymous callers have the resource's policy alone. Keys and role trusts (`must-allow`): see PoliciesInForce. Throws PolicyError on a
 * request or a policy in the wrong place that cannot be evaluated.
 */
export function evaluate(request: AccessRequest, policies: PoliciesInForce): Decision {
  const asked = ask(request, policies);
  const denials = [...asked.own, asked.policies.resource].flatMap((policy) => (policy ? denying(policy, asked) : []));
  if (denials.length > 0) return { allowed: false, reason: 'ExplicitDeny', statements: denials };
  const { principal } = request;
  if (principal.kind === 'anonymous' || principal.kind === 'service') return byResourceAlone(grantsOf(asked));
  return byIdentityAndResource(asked, principal.accountId === request.resourceAccountId);
}

interface Asked extends Question {
  readonly principal: RequestPrincipal;
  readonly policies: PoliciesInForce;
  /** The caller's own policies, of whatever kind. */
  readonly own: readonly Policy[];
}

interface Grant {
  readonly name: string;
  readonly reach: Reach;
}

function ask(request: AccessRequest, policies: PoliciesInForce): Asked {
  const { action, resource, principal } = request;
  const named = resource === '*' ? undefined : arnParts(resource);
  if (!/^[a-z0-9-]+:[a-z0-9]+$/i.test(action)) throw new PolicyError('request', `an action wanted, got ${JSON.stringify(action)}`);
  if (!named && resource !== '*') throw new PolicyError('request', `an ARN or * wanted, got ${JSON.stringify(resource)}`);
  const own = [...policies.identity, ...policies.session, ...(policies.boundary ? [policies.boundary] : [])];
  for (const policy of own) requireKind(policy, 'identity');
  if (policies.resource) requireKind(policies.resource, 'resource');
  const question = { action: action.toLowerCase(), lookup: lookupIn(request.context), principal, policies, own };
  return named ? { ...question, resource: named } : question;
}

function requireKind(policy: Policy, kind: 'identity' | 'resource'): void {
  const found = compiledPolicy(policy).kind;
  if (found !== kind)
    throw new PolicyError(policy.name, kind === 'identity' ? 'names principals, but is no resource policy' : 'names no principals');
}

function byResourceAlone(grants: readonly Grant[]): Decision {
  return grants.length > 0 ? allowed(grants.map(({ name }) => name)) : refused('NotAllowedByResource');
}

function byIdentityAndResource(asked: Asked, sameAccount: boolean): Decision {
  const grants = grantsOf(asked);
  const identity = asked.policies.identity.flatMap((policy) => allowing(policy, asked));
  const statements = [...grants.map(({ name }) => name), ...identity];
  const resourceMust = !sameAccount || asked.policies.resourcePolicyRules === 'must-allow';
  if (resourceMust && grants.length === 0) return refused('NotAllowedByResource');
  const granted = sameAccount && grants.some(({ reach }) => reach !== 'account');
  if (!granted && identity.length === 0) return refused('NotAllowedByIdentity');
  if (sameAccount && grants.some(({ reach }) => reach === 'itself')) return allowed(statements);
  return limited(asked, statements);
}

function limited(asked: Asked, statements: readonly string[]): Decision {
  const { boundary, session } = asked.policies;
  const allows = (policy: Policy) => allowing(policy, asked).length > 0;
  if (boundary && !allows(boundary)) return refused('NotAllowedByBoundary');
  if (session.length > 0 && !session.some(allows)) return refused('NotAllowedBySession');
  return allowed(statements);
}

function grantsOf(asked: Asked): readonly Grant[] {
  const { resource } = asked.policies;
  return (resource ? compiledPolicy(resource).allows : []).flatMap(({ name, principals, applies }) => {
    const reach = principals && reachOf(principals, asked.principal);
    return reach && applies(asked) ? [{ name, reach }] : [];
  });
}

function allowing(policy: Policy, asked: Asked): readonly string[] {
  return names(compiledPolicy(policy).allows.filter((statement) => statement.applies(asked)));
}

function denying(policy: Policy, asked: Asked): readonly string[] {
  return names(compiledPolicy(policy).denies.filter((statement) => concerns(statement, asked) && statement.applies(asked)));
}

function concerns({ principals }: CompiledStatement, { principal, policies }: Asked): boolean {
  if (!principals) return true;
  if (principals.kind === 'in') return reachOf(principals, principal) !== undefined;
  return !isExcepted(principals, principal, policies.boundary !== undefined);
}

function names(statements: readonly CompiledStatement[]): readonly string[] {
  return statements.map(({ name }) => name);
}

function allowed(statements: readonly string[]): Decision {
  return { allowed: true, reason: 'Allowed', statements };
}

function refused(reason: Exclude<Decision['reason'], 'Allowed' | 'ExplicitDeny'>): Decision {
  return { allowed: false, reason, statements: [] };
}
