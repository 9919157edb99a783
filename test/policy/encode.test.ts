import { jest } from '@jest/globals';
import { allowedFormula, namedPrincipals } from '../../policy/encode/access.ts';
import type { Actor } from '../../policy/encode/actors.ts';
import { Atoms } from '../../policy/encode/atoms.ts';
import { globRelation } from '../../policy/encode/glob-relation.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { globOf, matchesGlob } from '../../policy/match.ts';
import type { Policy } from '../../policy/model.ts';
import { PolicyError } from '../../policy/policy-error.ts';
import { questionOf } from './decide.ts';
import { type Case, generateCases, generateConditionCases } from './generate.ts';
import { generateExchangeCases } from './generate-exchange.ts';
import { truthOf } from './truth-of.ts';

const seed = jest.getSeed();

interface Compared {
  readonly asked: Case;
  readonly allowed: boolean;
  readonly encoded: boolean;
}

const cases = [...generateCases(seed, 1500), ...generateConditionCases(seed, 1500), ...generateExchangeCases(seed, 400)];
const compared = cases.flatMap((asked) => compare(asked));

test('calls allowed whatever the evaluator allows', () => {
  expect(compared.filter(({ allowed, encoded }) => allowed && !encoded).slice(0, 2)).toEqual([]);
});

test('calls allowed little that the evaluator refuses: only what it cannot know', () => {
  const stricter = compared.filter(({ allowed, encoded }) => encoded && !allowed).length;
  expect(stricter / compared.length).toBeLessThan(0.02);
});

test('reads most of what is generated, and its answers vary', () => {
  expect(compared.length).toBeGreaterThan(cases.length * 0.3);
  const share = compared.filter(({ encoded }) => encoded).length / compared.length;
  expect(share).toBeGreaterThan(0.05);
  expect(share).toBeLessThan(0.95);
});

/** Of signs that stand for themselves, for any one and for any number. */
const patterns = words('ab*?', 4);
/** No longer than both patterns together; with a letter that stands in none of them. */
const texts = ['', ...words('abc', 7)];

test('knows how patterns lie to each other, as trying texts shows: every pattern of three signs beside every one of four', () => {
  const matched = new Map(patterns.map((pattern) => [pattern, matchedBy(pattern)]));
  const differing: string[] = [];
  for (const [one, left] of matched) {
    if (one.length > 3) continue;
    for (const [other, right] of matched) {
      const shown = { disjoint: (left & right) === 0n, within: (left & ~right) === 0n, around: (right & ~left) === 0n };
      const { disjoint, within, around } = globRelation(globOf(one), globOf(other));
      if (disjoint !== shown.disjoint || within !== shown.within || around !== shown.around) differing.push(`${one} beside ${other}`);
    }
  }
  expect(differing).toEqual([]);
});

/** A bit for each of the texts. */
function matchedBy(pattern: string): bigint {
  const glob = globOf(pattern);
  return BigInt(`0b${texts.map((text) => (matchesGlob(glob, text) ? '1' : '0')).join('')}`);
}

/** Every word of one letter and more. */
function words(letters: string, length: number): readonly string[] {
  if (length === 0) return [];
  const shorter = words(letters, length - 1);
  return [...letters, ...shorter.flatMap((word) => [...letters].map((letter) => letter + word))];
}

function compare(asked: Case): readonly Compared[] {
  const { request, policies } = questionOf(asked);
  const { principal } = request;
  const by = 'the caller';
  try {
    const self: Actor = actorOf(principal, policies, by);
    const others = (policies.resource ? namedPrincipals(policies.resource) : [])
      .filter((arn) => self.kind !== 'named' || arn !== self.arn)
      .map((arn): Actor => ({ kind: 'named', id: arn, arn, accountId: arn.split(':')[4] ?? '', identity: [] }));
    const thing = {
      accountId: request.resourceAccountId,
      ...(policies.resource && { policy: policies.resource }),
      rules: policies.resourcePolicyRules,
    };
    const formula = allowedFormula(thing, [self, ...others], new Atoms());
    return [{ asked, allowed: evaluate(request, policies).allowed, encoded: truthOf(formula, request, by) }];
  } catch (error) {
    if (error instanceof PolicyError) return [];
    throw error;
  }
}

interface Own {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  readonly session: readonly Policy[];
}

function actorOf(principal: Case['request']['principal'], { identity, boundary, session }: Own, id: string): Actor {
  if (principal.kind === 'service' || principal.kind === 'anonymous') return { kind: principal.kind, id };
  const [first] = session;
  return {
    kind: 'named',
    id,
    arn: principal.kind === 'session' ? principal.roleArn : principal.arn,
    accountId: principal.accountId,
    identity,
    ...(boundary && { boundary }),
    ...(first && { session: first }),
  };
}
