import { holds, lookupIn } from './conditions.ts';
import { matchesGlob } from './match.ts';
import type { AccessRequest, Decision, PoliciesInForce, Policy, PrincipalMatch, RequestPrincipal, Statement } from './model.ts';
import { type Lookup, substituted } from './variables.ts';

/**
 * Decides one request (docs: Policy evaluation logic). An explicit Deny in any policy wins. Within one account the resource's policy or an
 * identity policy may allow, bounded by permissions boundary and session policies; a resource policy that names the very user or session
 * is not bounded by them. Across accounts both must allow. Keys and role trusts (`must-allow`) need their own policy's consent.
 */
export function evaluate(request: AccessRequest, policies: PoliciesInForce): Decision {
  const asked: Asked = { request, lookup: lookupIn(request.context) };
  const all = [...policies.identity, ...policies.session, ...(policies.boundary ? [policies.boundary] : [])];
  const denials = [
    ...all.flatMap((policy) => matching(policy, 'Deny', asked)),
    ...granted(policies.resource, 'Deny', asked).map(({ name }) => name),
  ];
  if (denials.length > 0) return { allowed: false, reason: 'ExplicitDeny', statements: denials };
  return decideAllow(asked, policies);
}

interface Asked {
  readonly request: AccessRequest;
  readonly lookup: Lookup;
}

/** How closely a resource policy names the caller: the user or session itself, its role, everybody, or only its account. */
type Reach = 'self' | 'role' | 'account';

interface Grant {
  readonly name: string;
  readonly reach: Reach;
}

function decideAllow(asked: Asked, policies: PoliciesInForce): Decision {
  const { principal } = asked.request;
  const grants = granted(policies.resource, 'Allow', asked);
  if (principal.kind === 'service' || principal.kind === 'anonymous')
    return grants.length > 0 ? allowed(grants) : refused('NotAllowedByResource');
  const sameAccount = principal.accountId === asked.request.resourceAccountId;
  const direct = grants.filter((grant) => grant.reach !== 'account');
  const identity = policies.identity.flatMap((policy) => matching(policy, 'Allow', asked));
  if (policies.resourcePolicyRules === 'must-allow' || !sameAccount) {
    if (grants.length === 0) return refused('NotAllowedByResource');
    const needsIdentity = !sameAccount || direct.length === 0;
    if (needsIdentity && identity.length === 0) return refused('NotAllowedByIdentity');
  } else if (direct.length === 0 && identity.length === 0) return refused('NotAllowedByIdentity');
  if (sameAccount && grants.some((grant) => grant.reach === 'self')) return allowed(grants);
  return bounded(asked, policies, [...grants.map(({ name }) => name), ...identity]);
}

function bounded(asked: Asked, policies: PoliciesInForce, statements: readonly string[]): Decision {
  if (policies.boundary && matching(policies.boundary, 'Allow', asked).length === 0) return refused('NotAllowedByBoundary');
  const inSession = policies.session.length === 0 || policies.session.some((policy) => matching(policy, 'Allow', asked).length > 0);
  return inSession ? { allowed: true, reason: 'Allowed', statements } : refused('NotAllowedBySession');
}

function allowed(grants: readonly Grant[]): Decision {
  return { allowed: true, reason: 'Allowed', statements: grants.map(({ name }) => name) };
}

function refused(reason: Exclude<Decision['reason'], 'Allowed' | 'ExplicitDeny'>): Decision {
  return { allowed: false, reason, statements: [] };
}

function matching(policy: Policy, effect: Statement['effect'], asked: Asked): readonly string[] {
  return policy.statements
    .filter((statement) => statement.effect === effect && applies(statement, asked))
    .map(({ id }) => `${policy.name}/${id}`);
}

function granted(policy: Policy | undefined, effect: Statement['effect'], asked: Asked): readonly Grant[] {
  return (policy?.statements ?? []).flatMap((statement) => {
    const reach = statement.effect === effect ? reachOf(statement.principals, asked.request.principal, effect) : undefined;
    return reach && applies(statement, asked) ? [{ name: `${policy?.name}/${statement.id}`, reach }] : [];
  });
}

function applies(statement: Statement, asked: Asked): boolean {
  const { actions, resources, conditions } = statement;
  const { action, resource } = asked.request;
  const action_ = actions.patterns.some((pattern) => matchesGlob(pattern, action, true)) === (actions.kind === 'in');
  return (
    action_ &&
    (!resources || matchesResource(resources, resource, asked.lookup)) &&
    conditions.every((condition) => holds(condition, asked.lookup))
  );
}

function matchesResource(resources: NonNullable<Statement['resources']>, resource: string, lookup: Lookup): boolean {
  const hit = resources.patterns.some((pattern) => {
    const text = substituted(pattern, lookup);
    return text !== undefined && matchesGlob(text, resource);
  });
  return hit === (resources.kind === 'in');
}

function reachOf(match: PrincipalMatch | undefined, principal: RequestPrincipal, effect: Statement['effect']): Reach | undefined {
  if (!match) return undefined;
  const reach = listedReach(match, principal, effect);
  if (match.kind === 'in') return reach;
  return reach ? undefined : 'role';
}

function listedReach(match: PrincipalMatch, principal: RequestPrincipal, effect: Statement['effect']): Reach | undefined {
  const everybody = match.aws.includes('*');
  if (principal.kind === 'anonymous') return everybody ? 'role' : undefined;
  if (principal.kind === 'service')
    return match.services.includes(principal.service) || (effect === 'Deny' && everybody) ? 'role' : undefined;
  if (match.aws.includes(principal.arn)) return 'self';
  if (principal.kind === 'session' && match.aws.includes(principal.roleArn)) return 'role';
  if (everybody) return 'role';
  const account = match.aws.some((one) => one === principal.accountId || one.endsWith(`::${principal.accountId}:root`));
  return account ? 'account' : undefined;
}
