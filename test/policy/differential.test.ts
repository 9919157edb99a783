import { jest } from '@jest/globals';
import { evaluate } from '../../policy/evaluate.ts';
import { decide, type Question, questionOf } from './decide.ts';
import { differences } from './differences.ts';
import { faults } from './faults.ts';
import { type Case, generateCases, generateConditionCases } from './generate.ts';
import { generateExchangeCases } from './generate-exchange.ts';
import { oracleAllows } from './oracle.ts';

/** The fresh seed is jest's own: `--seed N` repeats a run. */
const seeds = { fixed: 20_260_301, fresh: jest.getSeed() };

interface Judged {
  readonly asked: Case;
  readonly seed: number;
  readonly question: Question;
  readonly reason: string;
  readonly allowed: boolean;
  readonly oracle: boolean;
}

const judged: Judged[] = [];

beforeAll(async () => {
  const { fixed, fresh } = seeds;
  await judge(fixed, [...generateCases(fixed, 1200), ...generateConditionCases(fixed, 1200), ...generateExchangeCases(fixed, 250)]);
  await judge(fresh, [...generateCases(fresh, 900), ...generateConditionCases(fresh, 600), ...generateExchangeCases(fresh, 150)]);
});

test('agrees with an independent evaluator, but for the differences that are meant', async () => {
  const unexplained: string[] = [];
  for (const one of judged) {
    if (one.allowed === one.oracle || (await isExplained(one))) continue;
    unexplained.push(`seed ${one.seed}: ours says ${one.reason}\n${JSON.stringify(one.asked, null, 1)}`);
  }
  expect(unexplained.slice(0, 3)).toEqual([]);
});

test('differs on purpose in few cases only', () => {
  expect(share(({ allowed, oracle }) => allowed !== oracle)).toBeLessThan(0.03);
});

test('asks questions whose answers vary', () => {
  const reasons = [
    'Allowed',
    'ExplicitDeny',
    'NotAllowedByResource',
    'NotAllowedByIdentity',
    'NotAllowedBySession',
    'NotAllowedByBoundary',
  ];
  expect(reasons.filter((reason) => share((one) => one.reason === reason) < 0.003)).toEqual([]);
  expect(share(({ allowed }) => allowed)).toBeGreaterThan(0.2);
});

test.each(Object.entries(faults))('tells a faulty evaluator from a right one: %s', (_name, fault) => {
  const found = judged.some(({ seed, question, allowed, oracle }) => {
    if (seed !== seeds.fixed || allowed !== oracle) return false;
    const { request, policies } = fault(question);
    return evaluate(request, policies).allowed !== oracle;
  });
  expect(found).toBe(true);
});

async function judge(seed: number, cases: readonly Case[]): Promise<void> {
  for (const asked of cases) {
    const question = questionOf(asked);
    const { allowed, reason } = evaluate(question.request, question.policies);
    judged.push({ asked, seed, question, allowed, reason, oracle: await oracleAllows(asked) });
  }
}

function share(wanted: (one: Judged) => boolean): number {
  return judged.filter(wanted).length / judged.length;
}

async function isExplained({ asked, allowed }: Judged): Promise<boolean> {
  const meant = differences.filter(({ ours }) => (ours === 'allows') === allowed);
  const changed = [...meant.map(({ without }) => without(asked)), meant.reduce((rest, { without }) => without(rest), asked)];
  for (const one of changed) if (decide(one).allowed === (await oracleAllows(one))) return true;
  return false;
}
