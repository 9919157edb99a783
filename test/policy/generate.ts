import type { AccessRequest, RequestPrincipal } from '../../policy/model.ts';
import { type Dice, diceOf } from './dice.ts';
import { conditionBlock, contextFor } from './generate-conditions.ts';
import { AWAY, HOME, type Scene, scenes } from './scenes.ts';

export type Json = { readonly [name: string]: unknown };

/** One generated question: documents as templates hold them, and a request. */
export interface Case {
  readonly request: AccessRequest;
  readonly identity: readonly Json[];
  readonly boundary?: Json;
  readonly session?: Json;
  readonly resource?: Json;
  readonly rules: Scene['rules'];
}

export function generateCases(seed: number, count: number): readonly Case[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () => generateCase(dice));
}

const sessionOf = (accountId: string, path: string, role: string, name: string): RequestPrincipal => ({
  kind: 'session',
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/${path}${role}`,
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${name}`,
});

const reader = sessionOf(HOME, '', 'ma-reader', 'amina');
const depositor = sessionOf(HOME, '', 'ma-depositor', 'youssef');
const operator: RequestPrincipal = { kind: 'user', accountId: HOME, arn: `arn:aws:iam::${HOME}:user/operator` };
const people: readonly [RequestPrincipal, ...RequestPrincipal[]] = [
  reader,
  depositor,
  sessionOf(HOME, 'desk/', 'ma-clerk', 'amina'),
  sessionOf(AWAY, '', 'eg-reader', 'amina'),
  operator,
  { kind: 'user', accountId: AWAY, arn: `arn:aws:iam::${AWAY}:user/stranger` },
  { kind: 'service', service: 'lambda.amazonaws.com' },
  { kind: 'anonymous' },
];

function generateCase(dice: Dice): Case {
  const scene = dice.pick(scenes);
  const principal = dice.chance(0.3) ? dice.pick(people) : dice.pick([reader, depositor, operator]);
  const request: AccessRequest = {
    principal,
    action: dice.pick(scene.actions),
    resource: dice.pick(scene.resources),
    resourceAccountId: HOME,
    context: { ...contextFor(dice, scene), ...namesOf(principal) },
  };
  const isCaller = principal.kind === 'user' || principal.kind === 'session';
  const own = () => policy(dice, { scene, request, resourceBased: false });
  const hasResource = scene.rules === 'must-allow' || dice.chance(0.6) || !isCaller;
  return {
    request,
    identity: isCaller ? Array.from({ length: dice.upTo(2) }, own) : [],
    ...(isCaller && dice.chance(0.25) && { boundary: own() }),
    ...(principal.kind === 'session' && dice.chance(0.3) && { session: own() }),
    ...(hasResource && { resource: policy(dice, { scene, request, resourceBased: true }) }),
    rules: scene.rules,
  };
}

/** Cases that hang on one condition block of one identity policy. */
export function generateConditionCases(seed: number, count: number): readonly Case[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () => conditionCase(dice));
}

function conditionCase(dice: Dice): Case {
  const scene = scenes[0];
  const principal = dice.pick([reader, operator]);
  const asked = { action: dice.pick(scene.actions), resource: dice.pick(scene.resources), resourceAccountId: HOME };
  const request: AccessRequest = { ...asked, principal, context: { ...contextFor(dice, scene), ...namesOf(principal) } };
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const conditional = { Effect: dice.pick(['Allow', 'Deny']), Action: '*', Resource: '*', Condition: conditionBlock(dice, scene, request) };
  const statements = conditional.Effect === 'Allow' ? [conditional] : [everything, conditional];
  return { request, identity: [{ Version: '2012-10-17', Statement: statements }], rules: scene.rules };
}

/** The keys that AWS sets for each kind of caller. */
function namesOf(principal: RequestPrincipal): AccessRequest['context'] {
  if (principal.kind === 'service') return { 'aws:PrincipalServiceName': principal.service };
  if (principal.kind === 'anonymous') return {};
  const userId = principal.kind === 'user' ? 'AIDAOPERATOR' : `AROAREADER:${principal.arn.split('/').at(-1)}`;
  return {
    'aws:PrincipalArn': principal.kind === 'user' ? principal.arn : principal.roleArn,
    'aws:PrincipalAccount': principal.accountId,
    'aws:userid': userId,
    ...(principal.kind === 'user' && { 'aws:username': principal.arn.split('/').at(-1) }),
  };
}

interface Subject {
  readonly scene: Scene;
  readonly request: AccessRequest;
  readonly resourceBased: boolean;
}

function policy(dice: Dice, subject: Subject): Json {
  const statements = Array.from({ length: 1 + dice.upTo(2) }, (_, index) => statement(dice, subject, index));
  return { Version: '2012-10-17', Statement: statements.length === 1 && dice.chance(0.5) ? statements[0] : statements };
}

function statement(dice: Dice, subject: Subject, index: number): Json {
  const effect = dice.chance(0.75) ? 'Allow' : 'Deny';
  const { scene, request, resourceBased } = subject;
  const trust = resourceBased && scene.trust;
  const notAction = !trust && dice.chance(0.1);
  const notResource = dice.chance(0.1);
  const actions = oneOrMany(
    dice,
    [...dice.some(scene.otherActions, 0.3), ...(dice.chance(0.6) ? [request.action] : [])],
    scene.otherActions[0],
  );
  const resources = oneOrMany(dice, resourcePatterns(dice, scene, request), dice.chance(0.7) ? '*' : scene.patterns[0]);
  const condition = dice.chance(0.6) && conditionBlock(dice, scene, request);
  return {
    ...(dice.chance(0.5) && { Sid: `S${index}` }),
    Effect: effect,
    ...(resourceBased && principalElement(dice, request.principal, effect === 'Deny' && !trust)),
    [notAction ? 'NotAction' : 'Action']: trust ? 'sts:AssumeRole' : actions,
    ...(!trust && { [notResource ? 'NotResource' : 'Resource']: resources }),
    ...(condition && { Condition: condition }),
  };
}

function resourcePatterns(dice: Dice, scene: Scene, { resource }: AccessRequest): readonly string[] {
  const personal = resource.includes('amina')
    ? [resource.replace('amina', dice.pick(['${aws:SourceIdentity}', "${aws:username, 'amina'}"]))]
    : [];
  return [...dice.some(scene.patterns, 0.3), ...(dice.chance(0.5) ? [resource] : []), ...(dice.chance(0.5) ? personal : [])];
}

function oneOrMany(dice: Dice, listed: readonly string[], otherwise: string): string | readonly string[] {
  const [first = otherwise] = listed;
  return listed.length < 2 ? (dice.chance(0.5) ? first : [first]) : listed;
}

function principalElement(dice: Dice, principal: RequestPrincipal, mayExcept: boolean): Json {
  if (mayExcept && dice.chance(0.15)) return { NotPrincipal: { AWS: dice.pick(exceptions(principal)) } };
  const near = dice.chance(0.75) ? closeNames(principal) : closeNames(dice.pick(people));
  const name = dice.pick(near);
  if (name === '*') return { Principal: dice.chance(0.5) ? '*' : { AWS: '*' } };
  if (name.endsWith('.amazonaws.com')) return { Principal: { Service: name } };
  return { Principal: { AWS: dice.chance(0.7) ? name : [name, `arn:aws:iam::${AWAY}:role/eg-reader`] } };
}

function closeNames(principal: RequestPrincipal): readonly [string, ...string[]] {
  if (principal.kind === 'service') return [principal.service, '*', 'events.amazonaws.com'];
  if (principal.kind === 'anonymous') return ['*'];
  const account = [principal.accountId, `arn:aws:iam::${principal.accountId}:root`];
  return principal.kind === 'user'
    ? [principal.arn, '*', ...account]
    : [principal.arn, principal.roleArn, principal.roleArn, '*', ...account];
}

function exceptions(principal: RequestPrincipal): readonly [readonly string[], ...(readonly string[])[]] {
  const stranger = `arn:aws:iam::${AWAY}:role/eg-reader`;
  if (principal.kind === 'service' || principal.kind === 'anonymous') return [[stranger]];
  const root = `arn:aws:iam::${principal.accountId}:root`;
  const itself = principal.kind === 'user' ? [principal.arn] : [principal.arn, principal.roleArn];
  return [[...itself, root], [...itself, root], [stranger], [root], itself];
}
