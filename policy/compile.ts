import { arnGlob, arnParts, matchesArn } from './arn.ts';
import { type ConditionTest, conditionTest } from './conditions.ts';
import { globOf, matchesGlob } from './match.ts';
import type { Policy, PrincipalMatch, Statement } from './model.ts';
import { PolicyError } from './policy-error.ts';
import { any, both, not, type Truth } from './truth.ts';
import { type Lookup, patternText } from './variables.ts';

/** A policy ready to be asked. */
export interface CompiledPolicy {
  /** Resource policies name principals in every statement, all others in none. */
  readonly kind: 'identity' | 'resource';
  readonly allows: readonly CompiledStatement[];
  readonly denies: readonly CompiledStatement[];
}

export interface CompiledStatement {
  /** "policy name/Sid" */
  readonly name: string;
  readonly principals?: PrincipalMatch;
  /** Action, resource and conditions together. What cannot be evaluated helps no Allow and hinders no Deny. */
  readonly applies: (question: Question) => boolean;
}

/** The part of a request that statements look at. `action` is in lower case; `resource` is undefined for actions that name none. */
export interface Question {
  readonly action: string;
  readonly resource?: readonly string[];
  readonly lookup: Lookup;
}

/** Done once for each policy object. Throws PolicyError on whatever cannot be evaluated later. */
export function compiledPolicy(policy: Policy): CompiledPolicy {
  const known = compiledPolicies.get(policy);
  if (known) return known;
  const compiled = compile(policy);
  compiledPolicies.set(policy, compiled);
  return compiled;
}

const compiledPolicies = new WeakMap<Policy, CompiledPolicy>();

function compile(policy: Policy): CompiledPolicy {
  const { name, statements } = policy;
  const withPrincipals = statements.filter(({ principals }) => principals !== undefined).length;
  if (withPrincipals > 0 && withPrincipals < statements.length) throw new PolicyError(name, 'principals in some statements, not in all');
  const of = (effect: Statement['effect']) =>
    statements
      .filter((statement) => statement.effect === effect)
      .map((statement) => compileStatement(statement, `${name}/${statement.id}`));
  return { kind: withPrincipals > 0 ? 'resource' : 'identity', allows: of('Allow'), denies: of('Deny') };
}

function compileStatement(statement: Statement, name: string): CompiledStatement {
  const { effect, principals } = statement;
  if (principals?.kind === 'notIn' && effect === 'Allow') throw new PolicyError(name, 'NotPrincipal with Allow reaches everybody');
  const action = actionTest(statement);
  const resource = resourceTest(statement, name);
  const conditions = statement.conditions.map((condition) => conditionTest(condition, name));
  const applies = (question: Question) => {
    if (!action(question.action)) return false;
    const truth = held(resource(question), { conditions, lookup: question.lookup });
    return truth === 'unknown' ? effect === 'Deny' : truth;
  };
  return principals ? { name, principals, applies } : { name, applies };
}

function held(resource: Truth, { conditions, lookup }: { readonly conditions: readonly ConditionTest[]; readonly lookup: Lookup }): Truth {
  let truth = resource;
  for (const condition of conditions) {
    if (truth === false) return false;
    truth = both(truth, condition(lookup));
  }
  return truth;
}

function actionTest({ actions }: Statement): (action: string) => boolean {
  const globs = actions.patterns.map((pattern) => globOf(pattern.toLowerCase()));
  return (action) => globs.some((glob) => matchesGlob(glob, action)) === (actions.kind === 'in');
}

/** Trust policies name no resource: they stand on the role that they speak of. */
function resourceTest({ resources, actions, principals }: Statement, name: string): (question: Question) => Truth {
  if (!resources) {
    const trust = principals?.kind === 'in' && actions.kind === 'in' && actions.patterns.every((pattern) => /^sts:/i.test(pattern));
    if (!trust) throw new PolicyError(name, 'Resource or NotResource wanted: only trust policies, whose actions are sts:..., go without');
    return () => true;
  }
  const patterns = resources.patterns.map((pattern) => patternTest(pattern, name));
  if (resources.kind === 'in') return (question) => patterns.some((pattern) => pattern(question) === true);
  return (question) => not(any(patterns.map((pattern) => pattern(question))));
}

/** `unknown` where a variable has no value: nothing equals that pattern, yet nothing is known to lie outside of it. */
function patternTest(pattern: string, name: string): (question: Question) => Truth {
  if (pattern === '*') return () => true;
  const parts = arnParts(pattern);
  const head = parts?.slice(0, 5).join(':') ?? '';
  if (!parts || head.includes('$') || /[*?]/.test(parts[2] ?? '')) throw new PolicyError(name, `no resource: ${JSON.stringify(pattern)}`);
  if (!pattern.includes('${')) {
    const globs = parts.map(globOf);
    return ({ resource }) => resource !== undefined && matchesArn(globs, resource);
  }
  const text = patternText(pattern, name);
  return ({ resource, lookup }) => {
    if (!resource) return false;
    const resolved = text(lookup);
    const globs = resolved && arnGlob(resolved);
    return globs ? matchesArn(globs, resource) : 'unknown';
  };
}
