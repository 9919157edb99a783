import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../../lib/constructs/function-code.ts';
import { deskFunctions } from '../../lib/names.ts';
import { limitsOf, profile, times } from '../support/desk/statements.ts';

const lambda = fileURLToPath(new URL('../../lambda', import.meta.url));
const maxBytes = 400 * 1024;

const names = (await readdir(lambda, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && entry.name.includes('-'))
  .map(({ name }) => name);

const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
const environment = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-central-1',
  COUNTRY: 'MA',
  REGISTER_TABLE: 'register',
  LEDGER_TABLE: 'ledger',
  SIGNING_KEY_ARN: keyArn,
  SEALING_KEY_ARN: keyArn,
  DOCUMENTS_KEY_ARN: keyArn,
  DIRECTORY_KEY_ARN: 'arn:aws:kms:eu-central-1:123456789012:alias/exchange/directory',
  DROP_BOX: 'dropbox',
  COPY_BUCKET: 'copy',
  COPY_REGION: 'eu-west-1',
  DEPOSITOR_ROLE_ARN: 'arn:aws:iam::123456789012:role/depositor',
  READER_ROLE_ARN: 'arn:aws:iam::123456789012:role/reader',
  LIMITS: JSON.stringify(limitsOf()),
  TIMES: JSON.stringify(times),
  PROFILE: JSON.stringify(profile),
  DESK_URL: 'https://desk.example',
  ISSUER: 'https://identity.example',
  CLIENT_ID: 'client',
  SCOPE: 'openid desk/act',
  MAIL_FROM: 'exchange@justice.example',
  DUTY_MAILBOXES: '["duty@justice.example"]',
  ESCALATION_MAILBOXES: '["chief@justice.example"]',
  PORTAL_URL: 'https://portal.example',
  EVENT_SOURCE: 'exchange.MA',
  LOG_SOURCE: 'exchange.log',
  LOG_ACCOUNT: '123456789012',
  ARCHIVE_BUCKET: 'archive',
  DROP_BOX_PREFIX: 'dropbox',
  DESK_LISTS: '["/exchange/directory/desks-1"]',
  DIRECTORY_BUCKET: 'directory',
  PATIENCE_SECONDS: '300',
  LOOK_BACK_DAYS: '8',
  EXCHANGE: 'liaison-exchange',
  STAGE: 'pilot',
};

describe('every function', () => {
  let folder = '';
  const sizes = new Map<string, number>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundles-'));
    const { metafile } = await build({
      ...bundleOptions,
      entryPoints: Object.fromEntries(names.map((name) => [name, join(lambda, name, 'handler.ts')])),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      metafile: true,
    });
    for (const [file, { bytes }] of Object.entries(metafile.outputs)) sizes.set(/([a-z-]+)\.mjs$/.exec(file)?.[1] ?? '', bytes);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('of the contract is there', () => {
    expect(names.toSorted()).toEqual([...deskFunctions, 'copy-ledger', 'publish-directory', 'serve-directory', 'read-log'].toSorted());
  });

  test.each(names)('%s is one file of at most 400 KB', (name) => {
    expect(sizes.get(name)).toBeLessThanOrEqual(maxBytes);
  });

  test('starts from its environment alone, and exports its handler', () => {
    const files = names.map((name) => pathToFileURL(join(folder, `${name}.mjs`)).href);
    const script = `for (const file of ${JSON.stringify(files)}) console.log(typeof (await import(file)).handler)`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: environment,
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect([status, stdout.trim().split('\n')]).toEqual([0, Array(names.length).fill('function')]);
  });

  test.each(['sign-manifest', 'publish-directory'])('%s does not start where a variable is missing or malformed', (name) => {
    const file = pathToFileURL(join(folder, `${name}.mjs`)).href;
    for (const wrong of [{ LIMITS: '{}' }, { LIMITS: 'x' }, { LIMITS: undefined }]) {
      const run = spawnSync(process.execPath, [fileURLToPath(file)], { env: { ...environment, ...wrong }, encoding: 'utf8' });
      expect(run.status).not.toBe(0);
      expect(run.stderr).toContain('LIMITS');
    }
  });
});
