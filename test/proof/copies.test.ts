import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Assembly, readAssembly } from '../../policy/templates/assembly.ts';
import { emptyMemory, prove } from '../../proof/proof.ts';
import { verdictsOf } from '../../proof/report/verdicts.ts';
import { openSolver, type Solver } from '../../proof/solver.ts';
import { placed } from '../lib/synthesized.ts';
import { withCountries } from '../lib/templates.ts';
import { copyWeakenings } from './copy-weakenings.ts';
import { weakened } from './weaken.ts';

const three = withCountries('EG', 'JO', 'MA');
/** Egypt's copy is read by nobody, Morocco's by those of its people who may; Jordan has none. */
const copied = {
  ...three,
  countries: three.countries.map((country) => {
    if (country.code === 'EG') return { ...country, copy: { region: 'eu-west-1', phase: 'replicate' as const } };
    if (country.code === 'MA')
      return { ...country, copy: { region: 'eu-west-1', phase: 'replicate' as const, reading: 'documents' as const } };
    return country;
  }),
};
const memory = emptyMemory();
let folder: string;
let assembly: Assembly;
/** Morocco and the log alone: what is weakened. */
let morocco: Assembly;
let solver: Solver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copies-'));
  placed(folder, copied).synth();
  const whole = await readAssembly(folder);
  assembly = { ...whole, stacks: whole.stacks.filter(({ id }) => /^(?:(?:EG|MA|JO)-|Audit$)/.test(id)) };
  morocco = { ...whole, stacks: whole.stacks.filter(({ id }) => /^(?:MA-(?:Vault|Copy)|Audit)$/.test(id)) };
  solver = await openSolver();
});

afterAll(async () => {
  solver?.close();
  await rm(folder, { recursive: true, force: true });
});

test('holds for two countries with copies, one of which somebody may read, beside one without', async () => {
  const { holds, findings, settings, escalations } = await prove(assembly, solver, memory);
  expect(findings.filter((each) => !each.holds)).toEqual([]);
  expect({ problems: settings.flatMap(({ problems }) => problems), escalations }).toEqual({ problems: [], escalations: [] });
  expect(holds).toBe(true);
  const asked = (id: string) => findings.filter((each) => each.id === id).map(({ of }) => of);
  expect([asked('NobodyReadsTheCopy'), asked('OnlyOwnCopyReaders'), asked('OnlyTheReaderReads')]).toEqual([
    ['EG', 'MA'],
    ['MA'],
    ['EG', 'JO', 'MA'],
  ]);
});

test.each(copyWeakenings)('$title: $caughtBy fails', async ({ stack, change, caughtBy }) => {
  const proof = await prove(weakened(morocco, stack, change), solver, memory);
  const broken = verdictsOf(proof).filter(({ holds }) => !holds);
  expect(broken.map(({ id }) => id)).toContain(caughtBy);
});

test('a box that is replicated without a copy of its country is no proof, or a breach', async () => {
  const without = { ...assembly, stacks: assembly.stacks.filter(({ id }) => id !== 'MA-Copy') };
  await expect(prove(without, solver, memory)).rejects.toThrow(
    'MA-Vault: liaison-exchange-pilot-MA-replicator copies into a stack MA-Copy',
  );
  const jordan = weakened(assembly, 'JO-Vault', ({ properties }) => {
    properties(/^DropBoxBucket/).ReplicationConfiguration = { Role: 'arn:aws:iam::999988887777:role/stranger', Rules: [] };
  });
  const { settings } = await prove(jordan, solver, memory);
  expect(settings.flatMap(({ problems }) => problems).join()).toMatch(
    /JO-Vault\/DropBoxBucket\w+: it is replicated, and the country has no copy/,
  );
});
