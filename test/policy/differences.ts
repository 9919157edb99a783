import type { Case, Json } from './generate.ts';

/**
 * A difference from the oracle that is meant. A disagreement counts as explained only if it goes the stated way and disappears once the
 * disputed statements are taken out of the case.
 */
export interface Difference {
  readonly name: string;
  /** What we rest on. */
  readonly reason: string;
  readonly ours: 'allows' | 'denies';
  readonly without: (asked: Case) => Case;
}

export const differences: readonly Difference[] = [
  {
    name: 'a session policy does not limit a grant to the session itself or to everybody',
    reason:
      'Policy evaluation logic: permissions granted directly to a session are not limited by an implicit deny in a session policy; ' +
      'JSON policy elements, Principal: nor are those granted through a wildcard principal. The oracle limits them.',
    ours: 'allows',
    without: ({ session: _session, ...rest }) => rest,
  },
  {
    name: 'NotPrincipal excepts nobody whose account, role and session are not all listed',
    reason:
      'JSON policy elements, NotPrincipal: the account of the excepted principal must be listed too, or the policy may deny the whole ' +
      'account. The oracle marks its own reading as untested; ours is the stricter one.',
    ours: 'denies',
    without: (asked) => withoutDenials(asked, (statement) => 'NotPrincipal' in statement),
  },
  {
    name: 'ForAnyValue with IfExists on an absent key hinders no Deny',
    reason: 'Condition operators: IfExists makes any operator true where the key is absent; for ForAnyValue no page says otherwise or so.',
    ours: 'denies',
    without: (asked) => withoutDenials(asked, (statement) => /"ForAnyValue:\w+IfExists"/.test(JSON.stringify(statement))),
  },
  {
    name: 'a variable without a value does not lift a Deny that is written in the negative',
    reason:
      'Variables and tags: such a text matches nothing, so it is not equal. The oracle drops the whole statement; ours is the stricter reading.',
    ours: 'denies',
    without: (asked) =>
      withoutDenials(asked, (statement) => /\$\{aws:/.test(JSON.stringify(statement)) && /"[^"]*Not/.test(JSON.stringify(statement))),
  },
];

/** Turns disputed denials to an action that no case asks for: a policy must keep a statement. */
function withoutDenials(asked: Case, disputed: (statement: Json) => boolean): Case {
  const calmed = (statement: unknown) => {
    if (!isDenial(statement) || !disputed(statement)) return statement;
    const { Action: _action, NotAction: _notAction, ...rest } = statement;
    return { ...rest, Action: 'sts:GetFederationToken' };
  };
  const kept = (policy: Json): Json => ({ ...policy, Statement: [policy.Statement].flat().map(calmed) });
  const { boundary, session, resource } = asked;
  return {
    ...asked,
    identity: asked.identity.map(kept),
    ...(boundary && { boundary: kept(boundary) }),
    ...(session && { session: kept(session) }),
    ...(resource && { resource: kept(resource) }),
  };
}

function isDenial(statement: unknown): statement is Json {
  return typeof statement === 'object' && statement !== null && 'Effect' in statement && statement.Effect === 'Deny';
}
