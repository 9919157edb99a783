import type { Policy } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { CallOrigin } from '../callers.ts';
import type { Caller, RoleSession } from '../cloud.ts';
import type { CredentialOwner } from './credentials.ts';
import type { Principals } from './principals.ts';
import type { SealedSession } from './session-token.ts';

export interface CallerQuestion {
  readonly accountId: string;
  readonly principals: Principals;
  readonly accessKeyId: string;
  readonly owner: CredentialOwner;
  readonly origin: CallOrigin;
}

/** The caller behind a credential, with the policies that the user or role has now. A role that is gone has none, so nothing is allowed. */
export const callerOf = (question: CallerQuestion): Caller => {
  const { owner, accountId, principals, accessKeyId, origin } = question;
  if (owner.kind === 'user') {
    const user = principals.user(owner.userArn);
    return {
      principal: { kind: 'user', accountId, arn: owner.userArn },
      accessKeyId,
      identityPolicies: principals.policiesOf(owner.userArn),
      userId: user?.id ?? owner.userArn,
      ...origin,
    };
  }
  const session = owner.kind === 'session' ? temporarySession(principals, owner.session) : standingSession(principals, owner);
  return {
    principal: { kind: 'session', accountId, roleArn: session.roleArn, arn: sessionArn(accountId, session) },
    accessKeyId,
    session,
    identityPolicies: principals.policiesOf(session.roleArn),
    boundary: boundaryOf(principals, session.roleArn),
    userId: `${session.roleId}:${session.name}`,
    ...origin,
  };
};

/** `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION`: without the path of the role. */
export const sessionArn = (accountId: string, session: { readonly roleName: string; readonly name: string }): string =>
  `arn:aws:sts::${accountId}:assumed-role/${session.roleName}/${session.name}`;

const FAR_FUTURE = new Date('9999-12-31T23:59:59Z');

const standingSession = (
  principals: Principals,
  owner: { readonly roleArn: string; readonly name: string; readonly issuedAtMs: number },
): RoleSession => ({
  ...roleNames(principals, owner.roleArn),
  name: owner.name,
  policies: [],
  issuedAt: new Date(owner.issuedAtMs),
  expiresAt: FAR_FUTURE,
});

const temporarySession = (principals: Principals, sealed: SealedSession): RoleSession => {
  const role = roleNames(principals, sealed.roleArn);
  return {
    ...role,
    name: sealed.name,
    sourceIdentity: sealed.sourceIdentity,
    tags: overlay(role.tags, sealed.tags),
    transitiveTagKeys: sealed.transitiveTagKeys,
    policies: sessionPolicies(sealed),
    issuedAt: new Date(sealed.issuedAtMs),
    expiresAt: new Date(sealed.expiresAtMs),
  };
};

const roleNames = (principals: Principals, roleArn: string) => {
  const role = principals.role(roleArn);
  return {
    roleArn,
    roleName: role?.name ?? roleArn.split('/').at(-1) ?? roleArn,
    roleId: role?.id ?? 'AROAUNKNOWN',
    tags: role?.tags ?? {},
  };
};

const boundaryOf = (principals: Principals, roleArn: string): Policy | undefined => {
  const role = principals.role(roleArn);
  return role === undefined ? undefined : principals.boundaryOf(role);
};

/** Tag keys are compared without regard to case (IAM: "Passing session tags"): a session tag hides the role's tag of that name. */
const overlay = (under: Readonly<Record<string, string>>, over: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const hidden = new Set(Object.keys(over).map((key) => key.toLowerCase()));
  return { ...Object.fromEntries(Object.entries(under).filter(([key]) => !hidden.has(key.toLowerCase()))), ...over };
};

const parsedPolicies = new WeakMap<SealedSession, readonly Policy[]>();

/** A link's session is opened once and asked for many times; parsing is kept beside it. */
const sessionPolicies = (sealed: SealedSession): readonly Policy[] => {
  const known = parsedPolicies.get(sealed);
  if (known !== undefined) return known;
  const policies = sealed.policy === undefined ? [] : [parsePolicy(`session policy of ${sealed.name}`, JSON.parse(sealed.policy))];
  parsedPolicies.set(sealed, policies);
  return policies;
};
