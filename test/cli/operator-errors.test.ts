import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { run } from '../support/run-exchange.ts';

const sample = fileURLToPath(new URL('../../config/exchange.json', import.meta.url));
const workflow = fileURLToPath(new URL('../../.github/workflows/deploy.yml', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'operator-'));
  await writeFile(join(folder, 'exchange.json'), await readFile(sample));
});
afterAll(() => rm(folder, { recursive: true }));

const here = (...args: string[]) => run(folder, [...args, '--json']);
const state = async (name: string, ...files: string[]): Promise<string> => {
  await mkdir(join(folder, name), { recursive: true });
  for (const file of files) await writeFile(join(folder, name, file), '');
  return name;
};

test.each([
  ['status', []],
  ['smoke', []],
  ['doctor', ['--config', sample]],
  ['restore', ['--drill', '--as', 'MA', '--config', sample]],
  ['key', ['list', '--as', 'MA', '--config', sample]],
])('%s tells a half-finished deployment, a rehearsal that is starting, and nothing from each other', async (command, more) => {
  const [first, ...rest] = more;
  const asked = first === 'list' ? [command, 'list', ...rest] : [command, ...more];
  const bare = await here(...asked, '--rehearsal', await state('bare', 'process.lock', 'deployer.env'));
  expect(bare).toMatchObject({ code: 1, json: { error: { code: 'ExchangeIncomplete', detail: expect.stringContaining('deployer.env') } } });
  const starting = await here(...asked, '--rehearsal', await state('starting', 'process.lock'));
  expect(starting).toMatchObject({ code: 1, json: { error: { code: 'NoExchange', detail: expect.stringContaining('still starting') } } });
  const nothing = await here(...asked, '--rehearsal', await state('nothing', 'deployer.env'));
  expect(nothing).toMatchObject({ code: 1, json: { error: { code: 'NoExchange', detail: expect.stringContaining('no rehearsal runs') } } });
});

test('a country that is configured and not deployed is named as such by those who act on its keys', async () => {
  const pair = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'none' };
  const magistrates = [{ username: 'liaison.eg', password: 'none' }];
  const countries = { EG: { custodian: pair, restorer: pair, magistrates } };
  const endpoints = { directory: 'http://127.0.0.1:9/directory', s3: 'http://127.0.0.1:9', region: 'eu-central-1', countries };
  await state('some');
  await writeFile(join(folder, 'some', 'endpoints.json'), JSON.stringify(endpoints), { mode: 0o600 });
  const shared = ['--as', 'MA', '--config', sample, '--rehearsal', 'some'];
  expect(await here('key', 'list', ...shared)).toMatchObject({
    code: 1,
    json: { error: { code: 'NoSuchMember', detail: expect.stringContaining('MA is not deployed') } },
  });
});

test.each([
  ['doctor', ['--config', sample]],
  ['key', ['list', '--as', 'MA', '--config', sample]],
  ['directory', ['publish', '--config', sample]],
])('%s says of an AWS_ENDPOINT_URL that is no address what was wanted, before anything else', async (command, more) => {
  const asked = await run(folder, [command, ...more, '--json'], { awsEndpointUrl: 'localhost' });
  expect(asked).toMatchObject({
    code: 1,
    json: { error: { code: 'InvalidArguments', detail: expect.stringContaining('AWS_ENDPOINT_URL') } },
  });
});

test('a drill from a copy that is not configured says so before it asks anybody', async () => {
  const asked = await here('restore', '--drill', '--from-copy', '--as', 'MA', '--config', sample, '--rehearsal', 'none');
  expect(asked).toMatchObject({
    code: 1,
    json: { error: { code: 'InvalidArguments', detail: expect.stringContaining('MA has no copy') } },
  });
});

test.each(['x y', '../x', 'evil.example/'])('status asks no Region called %j: it would be a part of the address', async (region) => {
  const asked = await here('status', '--directory', 'http://127.0.0.1:9/directory', '--region', region);
  expect(asked).toMatchObject({
    code: 1,
    json: { error: { code: 'InvalidArguments', detail: expect.stringContaining('a Region such as') } },
  });
});

test('a dry run of the directory finds that there is no rehearsal, as the act itself would', async () => {
  const asked = await here('directory', 'publish', '--config', sample, '--rehearsal', 'none');
  expect(asked).toMatchObject({ code: 1, json: { error: { code: 'NoExchange' } } });
});

test.each(['status', 'smoke'])(
  '%s says of an address that answers otherwise that it is no directory, and where the right one stands',
  async (command) => {
    const server: Server = createServer((_request, response) => response.writeHead(404).end('{"message":"Not Found"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const asked = await here(command, '--directory', `http://127.0.0.1:${port}/directory`, '--allow-plain-http');
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toMatchObject({ code: 1, json: { error: { code: 'NoExchange', detail: expect.stringContaining('DirectoryUrl') } } });
  },
);

describe('doctor', () => {
  const findings = z.object({
    findings: z.array(z.looseObject({ check: z.string(), subject: z.string(), level: z.string(), sentence: z.string() })),
  });
  const doctor = async (...args: string[]) => {
    const { code, json } = await here('doctor', '--config', 'exchange.json', ...args);
    return { code, found: findings.parse(json).findings };
  };
  const configured = async (stage: string, documentDays: number): Promise<void> => {
    const config = JSON.parse(await readFile(sample, 'utf8'));
    const changed = { ...config, exchange: { ...config.exchange, stage }, retention: { ...config.retention, documentDays } };
    await writeFile(join(folder, 'exchange.production.json'), JSON.stringify(changed));
  };

  test.each([
    ['that protects less than the one it grew from', 'production', 30, 'retention.documentDays: got 30'],
    ['whose file is of another one', 'pilot', 3650, 'exchange.stage: got "pilot"'],
  ])('refuses a stage %s', async (_what, stage, days, sentence) => {
    await configured(stage, days);
    const { code, found } = await doctor('--offline', '--stage', 'production');
    expect(code).toBe(9);
    expect(found.filter(({ level }) => level === 'error').map((one) => one.sentence)).toEqual([expect.stringContaining(sentence)]);
  });
  test('takes a stage as the templates do, and refuses one that nobody configured', async () => {
    await configured('production', 3650);
    const { found } = await doctor('--offline', '--stage', 'production');
    expect(found.find(({ check }) => check === 'alarms')).toMatchObject({
      level: 'error',
      subject: expect.stringMatching(/exchange\.production\.json$/),
    });
    expect((await doctor('--offline', '--stage', 'staging')).found.at(-1)).toMatchObject({ level: 'error', check: 'configuration' });
  });
  test('asks what AWS_ENDPOINT_URL names, as the AWS CLI does', async () => {
    const asked: string[] = [];
    const server: Server = createServer((request, response) => {
      asked.push(String(request.headers.authorization).split('/')[3] ?? '');
      response.writeHead(403).end('<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = z.object({ port: z.number() }).parse(server.address());
    const before = { id: process.env.AWS_ACCESS_KEY_ID, secret: process.env.AWS_SECRET_ACCESS_KEY };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' });
    const { json } = await run(folder, ['doctor', '--config', 'exchange.json', '--json'], {
      awsEndpointUrl: `http://127.0.0.1:${address.port}`,
    });
    restore('AWS_ACCESS_KEY_ID', before.id);
    restore('AWS_SECRET_ACCESS_KEY', before.secret);
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toEqual(['sts']);
    expect(findings.parse(json).findings.find(({ check }) => check === 'credentials')).toMatchObject({
      level: 'error',
      sentence: 'no usable credentials: InvalidClientTokenId',
    });
  });
});

test('the pipeline proves, looks at and deploys the stage that was chosen', async () => {
  const step = z.looseObject({ run: z.string().optional(), env: z.record(z.string(), z.string()).optional() });
  const job = z.looseObject({ env: z.record(z.string(), z.string()).optional(), steps: z.array(step) });
  const { jobs } = z.object({ jobs: z.record(z.string(), job) }).parse(parse(await readFile(workflow, 'utf8')));
  const staged = Object.values(jobs).flatMap(({ env, steps }) =>
    steps.filter((one) => /cdk (?:synth|diff|deploy)/.test(one.run ?? '')).map((one) => ({ ...env, ...one.env }).EXCHANGE_STAGE),
  );
  expect(staged).toEqual(['${{ inputs.stage }}', '${{ inputs.stage }}', '${{ inputs.stage }}']);
  // the form sends an empty field as an empty text, which the CDK CLI refuses
  for (const job of [jobs.diff, jobs.deploy]) expect(job?.env?.STACKS).toBe("${{ inputs.stacks || '**' }}");
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((one) => one.run ?? []));
  expect(commands).toContain('npx exchange doctor --stage "$EXCHANGE_STAGE"');
  expect(commands).toContain('npm run prove -- --assembly cdk.out.stage');
});

test.each([
  ['**', 0],
  ['MA-*', 0],
  ['Audit-123456789012', 0],
  ['--app=touch here', 1],
  ['-a=x', 1],
  ['MA-* --force', 1],
  ['$(id)', 1],
  ['MA-*\n--all', 1],
  [' ', 1],
])('the pipeline takes %j for stacks before anything else runs: exit %i', async (stacks, code) => {
  const steps = z.object({ jobs: z.object({ verify: z.object({ steps: z.array(z.looseObject({ run: z.string().optional() })) }) }) });
  const [first] = steps.parse(parse(await readFile(workflow, 'utf8'))).jobs.verify.steps;
  const asked = spawnSync('bash', ['-eo', 'pipefail', '-c', first?.run ?? 'exit 7'], { env: { STACKS: stacks }, cwd: folder });
  expect(asked.status).toBe(code);
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
