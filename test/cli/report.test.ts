import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStatement } from '../../domain/directory-statement.ts';
import type { CountryReport } from '../../domain/report.ts';
import { peekStatement, signStatement } from '../../domain/statement.ts';
import { reportStatement } from '../../domain/statement-kinds.ts';
import { localKey } from '../support/desk/local-key.ts';
import { directoryOf, entryFor, wholeDocument } from '../support/desk/statements.ts';
import { available, cairo, rabat, readEvent, twoDesks } from '../support/desk/two-desks.ts';
import { run } from '../support/run-exchange.ts';

const query = { from: '2026-11-01', to: '2026-11-30' };

test('a desk signs the figures of its own register: its pairs, without a case, a person or a small number', async () => {
  const desks = await twoDesks();
  for (let index = 0; index < 5; index += 1) {
    const { dispatchId } = await available(desks, [wholeDocument(1)]);
    await desks.ma.read(readEvent(desks.ma, `${dispatchId}/1`));
    if (index < 2) await desks.ma.ask('acknowledgeDispatch', { person: rabat, path: { dispatchId }, body: {} });
  }
  const { status, body } = await desks.ma.ask('reportFigures', { person: rabat, query });
  expect(status).toBe(200);
  const report = peekStatement(reportStatement, body.report);
  expect(report).toMatchObject({
    country: 'MA',
    pairs: [
      {
        from: 'EG',
        to: 'MA',
        dispatches: 5,
        delivery: { count: 5 },
        opening: { count: 5 },
        acknowledgement: { count: 'few' },
        answer: { count: 0 },
      },
    ],
  });
  expect(JSON.stringify(report)).not.toMatch(/EG-2026|judge|document/);
  expect(desks.ma.kinds()).toContain('ReportSigned');
  const own = peekStatement(reportStatement, (await desks.eg.ask('reportFigures', { person: cairo, query })).body.report);
  expect(own.pairs).toMatchObject([{ from: 'EG', to: 'MA', dispatches: 5, delivery: { count: 0 } }]);
});

test.each([
  [{ from: '2026-11-30', to: '2026-11-01' }, 400],
  [{ from: '2026-11-01' }, 400],
  [{ ...query, country: 'TN' }, 400],
])('the period %j is refused', async (wrong, status) => {
  const { ma } = await twoDesks();
  expect((await ma.ask('reportFigures', { person: rabat, query: wrong })).status).toBe(status);
});

test('a clerk signs no report, nor does nobody', async () => {
  const { ma } = await twoDesks();
  const clerk = { sub: 'x', username: 'clerk.rabat', 'cognito:groups': '[clerk]' };
  expect((await ma.ask('reportFigures', { claims: clerk, query })).body.code).toBe('NotYourRole');
  expect((await ma.ask('reportFigures', { query })).status).toBe(401);
});

describe('merging', () => {
  let folder: string;
  const figures = { count: 7, median: 3.5, ninetieth: 20 };
  const pair = {
    from: 'EG',
    to: 'MA',
    dispatches: 7,
    delivery: figures,
    opening: figures,
    acknowledgement: { count: 'few' as const },
    answer: { count: 0 },
    overdue: 'few' as const,
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function files() {
    const [EG, MA, directory] = await Promise.all([localKey(), localKey(), localKey()]);
    const members = [entryFor('EG', EG.key), entryFor('MA', MA.key)];
    await writeFile(join(folder, 'directory.jws'), await signStatement(directoryStatement, directoryOf(members), directory.signer));
    const write = async (name: string, changed: Partial<CountryReport>, key = MA) => {
      const report: CountryReport = {
        version: 1,
        country: 'MA',
        period: query,
        issuedAt: '2026-12-01T00:00:00Z',
        pairs: [pair],
        ...changed,
      };
      await writeFile(join(folder, name), `${await signStatement(reportStatement, report, key.signer)}\n`);
    };
    await write('ma.jws', {});
    await write('eg.jws', { country: 'EG', pairs: [{ ...pair, dispatches: 9 }] }, EG);
    await write('forged.jws', {}, EG);
    await write('other.jws', { country: 'EG', period: { from: '2026-01-01', to: '2026-01-31' } }, EG);
    return (...names: readonly string[]) =>
      run(folder, ['report', 'merge', '--directory', 'directory.jws', '--out', 'out', '--json', ...names]);
  }

  test('verifies every report and writes CSV and pages in three languages', async () => {
    const merge = await files();
    expect(await merge('eg.jws', 'ma.jws')).toMatchObject({ code: 0, json: { pairs: [{ dispatches: 7, source: 'MA' }], missing: [] } });
    const read = (name: string) => readFile(join(folder, 'out', name), 'utf8');
    expect(await read('report.csv')).toMatch(/\r\n2026-11-01,2026-11-30,EG,MA,7,7,3\.5,20,7,3\.5,20,<5,,,0,,,<5,MA\r\n$/);
    for (const [language, words] of [
      ['ar', 'أقل من 5'],
      ['fr', 'moins de 5'],
      ['en', 'fewer than 5'],
    ]) {
      const page = await read(`report.${language}.html`);
      expect(page).toContain(words);
      expect(page).toMatch(/<svg role="img" aria-label="[^"]+".*<table>/s);
      expect(page).not.toMatch(/<script|https?:|src=/);
    }
  });

  test.each([
    ['a forged report', ['forged.jws'], 5],
    ['another period', ['ma.jws', 'other.jws'], 1],
    ['a country twice', ['ma.jws', 'ma.jws'], 1],
    ['no such file', ['none.jws'], 1],
    ['the directory for a report', ['directory.jws'], 5],
  ])('refuses %s and writes nothing', async (_what, names, code) => {
    const merge = await files();
    expect((await merge(...names)).code).toBe(code);
    await expect(readFile(join(folder, 'out', 'report.csv'))).rejects.toThrow('ENOENT');
  });
});
