import { matchesArn } from '../policy/arn.ts';
import type { Actor } from '../policy/encode/actors.ts';
import { PRINCIPAL_ARN, SERVICE, who } from '../policy/encode/actors.ts';
import type { TextPattern } from '../policy/encode/atoms.ts';
import { symbol } from '../policy/encode/formula.ts';
import { ACTION, RESOURCE } from '../policy/encode/statement.ts';
import { evaluate } from '../policy/evaluate.ts';
import { matchesGlob } from '../policy/match.ts';
import type { AccessRequest, Decision, RequestPrincipal } from '../policy/model.ts';
import type { Question } from './question.ts';
import { everything } from './scene.ts';
import type { Verdict } from './solver.ts';

/** A request that a rule forbids and the templates allow, and the statements that allow it. */
export interface Witness {
  readonly by: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
  /** The evaluator's own word on this very request; a refusal means that the witness could not be spelled out in full. */
  readonly evaluated: Decision | { readonly unreadable: string };
}

type Model = Extract<Verdict, { satisfiable: true }>;

/** Spells out the solver's answer as a request, and puts that request to `evaluate`. */
export function witnessOf(question: Question, model: Model): Witness {
  const { scene, atoms } = question;
  const actor = scene.actors.find((each) => model.truths.has(who(each, atoms)));
  if (!actor) throw new Error(`${scene.name}: the solver names nobody`);
  const action = written(question, model, ACTION, (text) => text.startsWith(`${scene.service}:`)) ?? `${scene.service}:Anything`;
  const resource = written(question, model, RESOURCE) ?? scene.resources[0]?.replace('*', 'object') ?? '';
  const principal = principalOf(question, model, actor);
  const context = contextOf(question, model, principal);
  const request: AccessRequest = {
    principal,
    action,
    resource,
    resourceAccountId: scene.guarded.accountId,
    context,
  };
  return { by: actor.id, action, resource, context, evaluated: decided(request, actor, question) };
}

function decided(request: AccessRequest, actor: Actor, { scene }: Question): Witness['evaluated'] {
  const named = actor.kind === 'named';
  try {
    return evaluate(request, {
      identity: named ? actor.identity : [everything],
      ...(named && actor.boundary && { boundary: actor.boundary }),
      session: [],
      ...(scene.guarded.policy && { resource: scene.guarded.policy }),
      resourcePolicyRules: scene.guarded.rules,
    });
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

function principalOf(question: Question, model: Model, actor: Actor): RequestPrincipal {
  switch (actor.kind) {
    case 'named':
      return sessionOf(actor.arn);
    case 'anyone':
    case 'foreigner': {
      const arn = written(question, model, `${PRINCIPAL_ARN} as an ARN`) ?? written(question, model, PRINCIPAL_ARN) ?? '';
      const account = actor.kind === 'anyone' ? actor.accountId : FOREIGN;
      if (arn.startsWith(`arn:aws:iam::${account}:role/`)) return sessionOf(arn);
      return { kind: 'user', accountId: account, arn: `arn:aws:iam::${account}:user/administrator` };
    }
    case 'service':
      return { kind: 'service', service: written(question, model, SERVICE) ?? 'any.amazonaws.com' };
    case 'anonymous':
      return { kind: 'anonymous' };
  }
}

const FOREIGN = '999999999999';

function sessionOf(roleArn: string): RequestPrincipal {
  const accountId = roleArn.split(':')[4] ?? '';
  return { kind: 'session', accountId, roleArn, arn: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session` };
}

/** `aws:PrincipalArn`: of a session, the role's ARN. */
function arnOf(principal: RequestPrincipal): string | undefined {
  if (principal.kind === 'session') return principal.roleArn;
  return principal.kind === 'user' ? principal.arn : undefined;
}

function contextOf(question: Question, model: Model, principal: RequestPrincipal): Readonly<Record<string, string>> {
  const { atoms } = question;
  const keys = new Set(atoms.names().map((name) => name.replace(/ as an ARN$/, '')));
  const texts = [...keys].filter((key) => key.includes(':') && model.truths.has(symbol(`${key} is present`)));
  const numbers = [...model.numbers].map(([name, value]) => [name.slice(1, -1).replace(/ as a number$/, ''), String(value)] as const);
  const given = texts.map(
    (key) => [key, written(question, model, key) ?? written(question, model, `${key} as an ARN`) ?? 'another'] as const,
  );
  const present = numbers.filter(([key]) => model.truths.has(symbol(`${key} is present`)));
  const arn = arnOf(principal);
  return { ...Object.fromEntries([...given, ...present]), ...(arn && { 'aws:principalarn': arn }) };
}

/** A text on which every pattern that was asked of it says what the model says. Undefined if none of the likely ones does. */
function written({ atoms }: Question, model: Model, of: string, also = (_text: string) => true): string | undefined {
  const patterns = atoms.patternsOf(of);
  if (patterns.length === 0) return undefined;
  const candidates = patterns.flatMap(({ text }) =>
    fillings.map((filling) => text.replace(/^=/, '').replaceAll('*', filling).replaceAll('?', 'x')),
  );
  const fits = (candidate: string) =>
    also(candidate) && patterns.every((pattern) => matches(pattern, candidate) === model.truths.has(symbol(`${of} ~ ${pattern.text}`)));
  return [...candidates, ...others].find(fits);
}

const others = ['another', 'true', 'false', ...['s3', 'kms', 'dynamodb', 'sts'].map((service) => `${service}:anything`)];
const fillings = ['object', 'anything', '', 'version'];

function matches({ globs }: TextPattern, candidate: string): boolean {
  const [whole] = globs;
  if (globs.length === 1) return whole !== undefined && matchesGlob(whole, candidate);
  const parts = candidate.split(':');
  return parts.length >= globs.length && matchesArn(globs, [...parts.slice(0, 5), parts.slice(5).join(':')]);
}
