import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readsEndpointVariable, sayWhatIsSkipped } from '../support/aws-cli.ts';
import { type Manipulation, manipulations, type Scene, setScene } from './archive/manipulations.ts';
import { serveArchive } from './archive/serve-archive.ts';
import { tamperMatrix } from './archive/tamper-matrix.ts';
import { saidBy, validateLogs } from './archive/validate-logs.ts';

sayWhatIsSkipped('the comparison with validate-logs is');

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const asked = manipulations.filter(({ validateLogs: said }) => said !== null);

const answerOf = async (manipulation: Manipulation): Promise<string> => {
  const scene = await setScene(manipulation);
  try {
    await manipulation.act(scene);
    return await ask(scene);
  } finally {
    await scene.archive.remove();
  }
};

const ask = async ({ archive, digests }: Scene): Promise<string> => {
  const [trail] = archive.chains;
  if (trail === undefined) throw new Error('no trail');
  const metadata = new Map<string, Readonly<Record<string, string>>>();
  for (const { key, path, metadata: written } of digests) metadata.set(key, (await besideIt(path)) ?? written);
  const served = await serveArchive({ ...archive, trail, metadata });
  try {
    const span = { start: new Date('2026-11-20T07:00:00Z'), end: new Date('2026-11-20T14:30:00Z') };
    return saidBy(await validateLogs(served, { ...span, region: trail.region, home }));
  } finally {
    await served.close();
  }
};

const besideIt = async (path: string) => {
  const text = await readFile(`${path}.metadata.json`, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
};

const cli = readsEndpointVariable ? test : test.skip;

describe('what the unmodified aws cloudtrail validate-logs says of the same manipulations', () => {
  cli(
    'is what the table says',
    async () => {
      const waiting = [...asked];
      const said = new Map<string, string>();
      const worker = async (): Promise<void> => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) said.set(next.name, await answerOf(next));
      };
      await Promise.all([worker(), worker()]);
      if (process.env.SHOW_SAID) await writeFile(process.env.SHOW_SAID, JSON.stringify([...said], null, 1));
      expect(asked.map(({ name }) => [name, said.get(name)])).toEqual(asked.map(({ name, validateLogs: expected }) => [name, expected]));
      // a process of its own for each: slow where others use the machine as well
    },
    600_000,
  );
});

test('docs/audit-tamper-matrix.md is the table as it is; WRITE_DOCS=1 writes it', async () => {
  const path = fileURLToPath(new URL('../../docs/audit-tamper-matrix.md', import.meta.url));
  if (process.env.WRITE_DOCS === '1') await writeFile(path, tamperMatrix());
  expect(await readFile(path, 'utf8')).toBe(tamperMatrix());
});
