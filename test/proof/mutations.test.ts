import { fileURLToPath } from 'node:url';
import { type Assembly, readAssembly } from '../../policy/templates/assembly.ts';
import { emptyMemory, prove } from '../../proof/proof.ts';
import { breachText, verdictsOf } from '../../proof/report/verdicts.ts';
import { sentences } from '../../proof/report/words.ts';
import { openSolver, type Solver } from '../../proof/solver.ts';
import { copyWeakenings } from './copy-weakenings.ts';
import { furtherWeakenings } from './further-weakenings.ts';
import { weakened } from './weaken.ts';
import { weakenings as firstWeakenings } from './weakenings.ts';

const weakenings = [...firstWeakenings, ...furtherWeakenings];
/** Asked where there are copies: copies.test.ts. */
const all = [...weakenings, ...copyWeakenings];

const memory = emptyMemory();
let assembly: Assembly;
let solver: Solver;

beforeAll(async () => {
  const whole = await readAssembly(fileURLToPath(new URL('../../cdk.out', import.meta.url)));
  // two countries: one that is weakened, and one that stays as it is
  assembly = { ...whole, stacks: whole.stacks.filter(({ id }) => /^(?:MA|EG|Audit)\b/.test(id)) };
  solver = await openSolver();
});

afterAll(() => solver.close());

test('holds for the templates as they are', async () => {
  const { holds, escalations, findings, settings } = await prove(assembly, solver, memory);
  expect({ broken: findings.filter((each) => !each.holds), escalations }).toEqual({ broken: [], escalations: [] });
  expect(settings.flatMap(({ problems }) => problems)).toEqual([]);
  expect(holds).toBe(true);
});

test.each(weakenings)('$title: $caughtBy fails, for Morocco alone', async ({ stack, change, caughtBy }) => {
  const proof = await prove(weakened(assembly, stack, change), solver, memory);
  expect(proof.holds).toBe(false);
  const broken = verdictsOf(proof).filter(({ holds }) => !holds);
  expect(broken.map(({ id }) => id)).toContain(caughtBy);
  const places = broken.flatMap(({ breaches }) => breaches).map(breachText);
  expect(places.filter((text) => /\bEG[- ]/.test(text.split(':')[0] ?? ''))).toEqual([]);
});

test('every sentence of the proof has a weakening that it catches', () => {
  const caught = new Set(all.map(({ caughtBy }) => caughtBy));
  expect(sentences.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});

test('every witness of a broken rule is a request that the evaluator allows too', async () => {
  const samples = weakenings.filter(({ title }) => /allow-list|everybody may decrypt|open to the account|handed to/.test(title));
  expect(samples.length).toBeGreaterThan(4);
  for (const { stack, change, caughtBy, title } of samples) {
    const { findings } = await prove(weakened(assembly, stack, change), solver, memory);
    const { witness } = findings.find(({ id, holds }) => id === caughtBy && !holds) ?? {};
    expect({ title, witness }).toMatchObject({ title, witness: { evaluated: { allowed: true } } });
  }
});
