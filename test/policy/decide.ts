import { evaluate } from '../../policy/evaluate.ts';
import type { AccessRequest, Decision, PoliciesInForce, Policy } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Case, Json } from './generate.ts';

/** A case as the evaluator takes it. */
export interface Question {
  readonly request: AccessRequest;
  readonly policies: PoliciesInForce;
}

export function questionOf(asked: Case): Question {
  const parsed = (name: string, document: Json | undefined) => document && parsePolicy(name, document);
  const session = parsed('session', asked.session);
  const policies: PoliciesInForce = {
    identity: asked.identity.map((document, index): Policy => parsePolicy(`identity${index}`, document)),
    boundary: parsed('boundary', asked.boundary),
    session: session ? [session] : [],
    resource: parsed('resource', asked.resource),
    resourcePolicyRules: asked.rules,
  };
  return { request: asked.request, policies };
}

export function decide(asked: Case): Decision {
  const { request, policies } = questionOf(asked);
  return evaluate(request, policies);
}
