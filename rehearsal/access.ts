import { evaluate } from '../policy/evaluate.ts';
import type { AccessRequest, Decision, PoliciesInForce, Policy } from '../policy/model.ts';
import { globalContext } from './access/context.ts';
import { type Access, type AccessQuestion, AwsError } from './cloud.ts';

export interface AccessProps {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
}

/** One decision as remembered for diagnosis. */
export interface RememberedDecision extends Decision {
  readonly at: Date;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

export interface DecidingAccess extends Access {
  /** As `require`, without throwing. */
  readonly decide: (question: AccessQuestion) => Decision;
  /** The last decisions, oldest first. */
  readonly recent: () => readonly RememberedDecision[];
}

const REMEMBERED = 500;

/** Decides every request of the embedded cloud by the policies in force, and remembers the last decisions. */
export const createAccess = (props: AccessProps): DecidingAccess => {
  const memory: RememberedDecision[] = [];
  const decide = (question: AccessQuestion): Decision => {
    const request = requestOf(props, question);
    const decision = evaluate(request, policiesOf(question));
    memory.push({ ...decision, at: props.now(), principal: nameOf(question), action: question.action, resource: question.resource });
    if (memory.length > REMEMBERED) memory.shift();
    return decision;
  };
  const require = (question: AccessQuestion): void => {
    const decision = decide(question);
    if (!decision.allowed) throw denial(question, decision);
  };
  return { decide, require, recent: () => [...memory] };
};

const requestOf = (props: AccessProps, question: AccessQuestion): AccessRequest => {
  const resourceAccountId = question.resourceAccountId ?? props.accountId;
  const { caller, action, resource } = question;
  const context = { ...globalContext({ caller, resourceAccountId, region: props.region, now: props.now() }), ...question.context };
  return { principal: caller.principal, action, resource, resourceAccountId, context };
};

const policiesOf = ({ caller, resourcePolicy, resourcePolicyRules }: AccessQuestion): PoliciesInForce => ({
  identity: caller.identityPolicies,
  boundary: caller.boundary,
  session: caller.session?.policies ?? [],
  resource: resourcePolicy,
  resourcePolicyRules: resourcePolicyRules ?? 'alone-or-with-identity',
});

const nameOf = ({ caller: { principal } }: AccessQuestion): string => {
  if (principal.kind === 'service') return principal.service;
  return principal.kind === 'anonymous' ? 'anonymous' : principal.arn;
};

/** In the words of AWS (IAM: "Troubleshoot access denied error messages"). */
const denial = (question: AccessQuestion, decision: Decision): AwsError => {
  const what = `User: ${nameOf(question)} is not authorized to perform: ${question.action} on resource: "${question.resource}"`;
  return new AwsError('AccessDenied', 403, `${what} ${because(question, decision)}`);
};

const because = (question: AccessQuestion, decision: Decision): string => {
  const no = (kind: string): string => `because no ${kind} allows the ${question.action} action`;
  switch (decision.reason) {
    case 'NotAllowedByResource':
      return no('resource-based policy');
    case 'NotAllowedBySession':
      return no('session policy');
    case 'NotAllowedByBoundary':
      return no('permissions boundary');
    case 'ExplicitDeny':
      return `with an explicit deny in ${denyingKind(policiesOf(question), decision)}`;
    default:
      return no('identity-based policy');
  }
};

const denyingKind = (policies: PoliciesInForce, decision: Decision): string => {
  const denies = (policy: Policy | undefined): boolean =>
    policy !== undefined && decision.statements.some((statement) => statement.startsWith(`${policy.name}/`));
  if (denies(policies.resource)) return 'a resource-based policy';
  if (policies.session.some(denies)) return 'a session policy';
  if (denies(policies.boundary)) return 'a permissions boundary';
  return 'an identity-based policy';
};
