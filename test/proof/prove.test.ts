import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const template = 'MA-Vault.template.json';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proof-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function proved(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bin/prove.ts', ...args], { cwd: root });
    const parts: string[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part.toString('utf8')));
    child.stderr.on('data', (part: Buffer) => parts.push(part.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text: parts.join('') }));
  });
}

/** A copy of the assembly's templates, one of them changed by text. */
async function changed(from: string, to: string): Promise<string> {
  const copy = join(folder, 'assembly');
  await cp(join(root, 'cdk.out'), copy, { recursive: true, filter: (source) => !source.includes('/asset.') });
  const text = await readFile(join(copy, template), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(copy, template), text.replace(from, to));
  return copy;
}

test('ends with 0 for this exchange, and writes a page, JSON and JUnit', async () => {
  const { code, text } = await proved('--assembly', join(root, 'cdk.out'), '--out', folder);
  expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining('Every rule holds: 8 countries') });
  const report: unknown = JSON.parse(await readFile(join(folder, 'proof.json'), 'utf8'));
  expect(report).toMatchObject({ holds: true, countries: ['EG', 'IQ', 'JO', 'LB', 'LY', 'MR', 'MA', 'TN'] });
  expect(await readFile(join(folder, 'proof.junit.xml'), 'utf8')).toContain('failures="0"');
  const page = await readFile(join(folder, 'proof.html'), 'utf8');
  expect(page).toContain('lang="ar" dir="rtl"');
  expect(page).not.toMatch(/<script|https?:/);
});

test('ends with 1 and names request and statement where a rule is broken', async () => {
  const assembly = await changed('"s3:authType": "REST-QUERY-STRING"', '"s3:authType": "ANYTHING"');
  const { code, text } = await proved('--assembly', assembly);
  expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('✗ ReadsByLinkAlone') });
  expect(text).toMatch(
    /MA documents: \S+MA-reader may s3:getobject\S* on \S+dropbox-ma\S+ with .*; allowed by MA-Vault\/RolesReaderDefaultPolicy\w+\/Documents/,
  );
  expect(text).toContain('✓ OnlyTheReaderReads');
});

test('ends with 2 where a template cannot be read', async () => {
  const assembly = await changed('"AWS::DynamoDB::Table"', '"AWS::DynamoDB::Tablet"');
  const { code, text } = await proved('--assembly', assembly);
  expect({ code, text }).toMatchObject({ code: 2, text: expect.stringContaining('Nothing is proven: MA-Vault/') });
});

test('ends with 2 where there is no assembly', async () => {
  const { code, text } = await proved('--assembly', join(folder, 'none'));
  expect({ code, text }).toMatchObject({ code: 2, text: expect.stringContaining('Nothing is proven') });
});
