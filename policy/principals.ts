import type { PrincipalMatch, RequestPrincipal } from './model.ts';

/**
 * How closely a resource policy names the caller (docs: Policy evaluation logic; JSON policy elements, Principal).
 * `itself`: the user or the role session, or everybody by `*`: within one account, neither boundary nor session policy limits such a grant.
 * `role`: the role behind the session, which both limit. `account`: only its account, which leaves the choice to identity policies.
 */
export type Reach = 'itself' | 'role' | 'account';

/** Undefined where Principal does not name the caller. `*` names services and anonymous callers too. */
export function reachOf(match: PrincipalMatch, principal: RequestPrincipal): Reach | undefined {
  if (match.aws.includes('*')) return 'itself';
  if (principal.kind === 'anonymous') return undefined;
  if (principal.kind === 'service') return match.services.includes(principal.service) ? 'itself' : undefined;
  if (match.aws.includes(principal.arn)) return 'itself';
  if (principal.kind === 'session' && match.aws.includes(principal.roleArn)) return 'role';
  return namesAccount(match, principal.accountId) ? 'account' : undefined;
}

/**
 * Whether NotPrincipal excepts the caller from a Deny (docs: JSON policy elements, NotPrincipal). AWS may check the account first, then the
 * role, then the session, so each must be listed; and whoever has a permissions boundary is never excepted.
 */
export function isExcepted(match: PrincipalMatch, principal: RequestPrincipal, hasBoundary: boolean): boolean {
  if (principal.kind === 'anonymous') return false;
  if (principal.kind === 'service') return match.services.includes(principal.service);
  const self = principal.kind === 'session' ? [principal.arn, principal.roleArn] : [principal.arn];
  return !hasBoundary && self.every((arn) => match.aws.includes(arn)) && namesAccount(match, principal.accountId);
}

function namesAccount(match: PrincipalMatch, accountId: string): boolean {
  return match.aws.some((one) => one === accountId || accountRoot.exec(one)?.[1] === accountId);
}

const accountRoot = /^arn:[a-z-]+:iam::(\d{12}):root$/;
