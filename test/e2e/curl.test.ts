import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finished, type Outcome } from '../support/exchange-program.ts';
import { onePagePdf } from '../support/pdf.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';

const script = fileURLToPath(new URL('../../docs/journey-with-curl.sh', import.meta.url));
const page = fileURLToPath(new URL('../../docs/journey-with-curl.md', import.meta.url));

const missing = ['sh', 'curl', 'openssl'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
if (missing.length > 0) process.stderr.write(`Not installed: ${missing.join(', ')}. The journey with curl is skipped.\n`);
const check = missing.length > 0 ? test.skip : test;

test('every block of the page is a piece of the script', async () => {
  const [whole, text] = await Promise.all([readFile(script, 'utf8'), readFile(page, 'utf8')]);
  const blocks = Array.from(text.matchAll(/```sh\n([\s\S]*?)```/g), ([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(5);
  for (const block of blocks) expect(whole).toContain(block);
});

describe('with nothing but curl', () => {
  let rehearsing: Rehearsing;
  beforeAll(async () => {
    rehearsing = await rehearse();
  });
  afterAll(() => rehearsing.end());

  const journey = (folder: string, files: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
    finished(spawn('sh', [script, ...files], { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }));

  check('a document travels from Egypt to Morocco, is opened there, and Egypt holds every receipt', async () => {
    const bytes = onePagePdf('Request for judicial assistance');
    await writeFile(join(rehearsing.folder, 'طلب إنابة.pdf'), bytes);
    const { code, stdout, stderr } = await journey(rehearsing.folder, ['طلب إنابة.pdf']);
    expect(stderr).toBe('');
    const [, dispatch] = /^Dispatch (\w+): manifest signed by EG$/m.exec(stdout) ?? [];
    expect(stdout.replaceAll(/ \d{4}-\d\d-\d\dT[\d:.]+Z$/gm, '').split('\n')).toEqual([
      'Signed in for EG: liaison.eg',
      `Dispatch ${dispatch}: manifest signed by EG`,
      'Receipt of MA: SubmissionAcceptance',
      `Put ${bytes.length} bytes into the drop box of MA`,
      'Arrived',
      'Signed in for MA: liaison.ma',
      `Inbox of MA: ${dispatch} EG-2026-000123 available`,
      `Opened: SHA-256 ${createHash('sha256').update(bytes).digest('hex')}, as in the manifest`,
      'Acknowledged: liaison.ma',
      'Receipt kept by EG: SubmissionAcceptance',
      'Receipt kept by EG: ContentConsignment',
      'Receipt kept by EG: ContentHandover',
      'Receipt kept by EG: Acknowledgement',
      'State in the outbox of EG: acknowledged',
      '',
    ]);
    expect(code).toBe(0);
  });

  check('a wrong password, a file too large and a rehearsal that does not run are told plainly', async () => {
    const elsewhere = await mkdtemp(join(rehearsing.folder, 'elsewhere-'));
    const known = await readFile(join(rehearsing.folder, '.rehearsal/endpoints.json'), 'utf8');
    const EXCHANGE_ENDPOINTS = join(elsewhere, 'wrong.json');
    await writeFile(EXCHANGE_ENDPOINTS, known.replaceAll(/"password":"[^"]*"/g, '"password":"wrong"'));
    await writeFile(join(elsewhere, 'large'), '');
    await truncate(join(elsewhere, 'large'), 16 * 2 ** 20 + 1);
    const outcomes = await Promise.all([
      journey(elsewhere, [], { EXCHANGE_ENDPOINTS }),
      journey(elsewhere, ['large'], { EXCHANGE_ENDPOINTS }),
      journey(elsewhere, [], { EXCHANGE_ENDPOINTS: undefined }),
    ]);
    expect(outcomes.map(({ code, stderr }) => [code, stderr.trim()])).toEqual([
      [1, 'user name or password refused'],
      [1, 'at most 16777216 bytes here: larger documents travel in parts'],
      [1, 'no .rehearsal/endpoints.json: start the rehearsal with npm start'],
    ]);
  });
});
