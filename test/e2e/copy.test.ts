import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { CopyConfig } from '../../lib/config/copy.ts';
import { placed } from '../lib/synthesized.ts';
import { withCountries } from '../lib/templates.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';
import { run } from '../support/run-exchange.ts';

const two = withCountries('EG', 'MA');
const withCopy = (copy: CopyConfig) => ({
  ...two,
  countries: two.countries.map((country) => (country.code === 'MA' ? { ...country, copy } : country)),
});
const template = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Properties: z.record(z.string(), z.unknown()).default({}) })),
});
const read = async (file: string) => template.parse(JSON.parse(await readFile(file, 'utf8')));

let place: string;
let config: string;
let rehearsing: Rehearsing;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'copy-'));
  const assembly = join(place, 'assembly');
  placed(assembly, withCopy({ region: 'eu-west-1', phase: 'prepare' }), ['**']).synth();
  rehearsing = await rehearse({ assembly });
  config = join(place, 'exchange.json');
});

afterAll(async () => {
  await rehearsing?.end();
  await rm(place, { recursive: true, force: true });
});

/** As after the next deployment of Morocco: its stacks are those of another configuration, its functions keep their code. */
async function deployed(copy: CopyConfig): Promise<void> {
  const fresh = await mkdtemp(join(place, 'next-'));
  placed(fresh, withCopy(copy)).synth();
  for (const stack of ['Vault', 'Copy', 'Desk']) {
    const file = `MA-${stack}.template.json`;
    const [before, after] = [await read(join(place, 'assembly', file)), await read(join(fresh, file))];
    for (const [id, { Properties }] of Object.entries(after.Resources)) {
      const { Code } = before.Resources[id]?.Properties ?? {};
      if (Code !== undefined) Properties.Code = Code;
    }
    await writeFile(join(place, 'assembly', file), JSON.stringify(after));
  }
  await writeFile(config, JSON.stringify(withCopy(copy)));
  await rehearsing.restart();
}

const here = (...args: string[]) => run(rehearsing.folder, [...args, '--json']);
const drill = () => here('restore', '--drill', '--from-copy', '--as', 'MA', '--config', config, '--rehearsal', '.rehearsal');
const sendAndCopy = async () => {
  expect((await here('smoke', '--as', 'EG', 'MA', '--ring')).json).toMatchObject({ failed: 0 });
  await copyLedger();
};
const copyLedger = async () => {
  await rehearsing.rehearsal().idle();
  await rehearsing.rehearsal().runSchedule('liaison-exchange-pilot-MA-ledger-copy');
  await rehearsing.rehearsal().idle();
};

test('a register is rebuilt from the copy alone, and what is not in the copy is told', async () => {
  await sendAndCopy();
  await deployed({ region: 'eu-west-1', phase: 'replicate' });
  await sendAndCopy();
  expect(await drill()).toMatchObject({ code: 1, json: { error: { code: 'InvalidArguments' } } });
  await deployed({ region: 'eu-west-1', phase: 'replicate', reading: 'ledger' });
  // a start is told to the ledger too: the directory is published anew
  await copyLedger();
  // the first document came before replication began
  const { code, json } = await drill();
  expect({ code, json }).toMatchObject({
    code: 9,
    json: { lost: { lines: 0, documents: 1 }, versions: 1, differing: [], onlyInLedger: [], same: { state: 4, receipts: 4 }, faults: 1 },
  });
  const kept = await here(
    'restore',
    '--from-copy',
    '--as',
    'MA',
    '--config',
    config,
    '--rehearsal',
    '.rehearsal',
    '--out',
    join(place, 'kept'),
  );
  expect(kept).toMatchObject({ code: 0, json: { documents: 1 } });
  await here('ledger', '--as', 'MA', '--out', join(place, 'own.json'));
  expect(await readFile(join(place, 'kept', 'ledger.json'), 'utf8')).toBe(await readFile(join(place, 'own.json'), 'utf8'));
});
