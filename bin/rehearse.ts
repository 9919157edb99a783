import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { loadConfig } from '../lib/config/load.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import { declaredOnly } from '../rehearsal/declared-only.ts';
import { type FaultPlan, faultPlan } from '../rehearsal/faults.ts';
import type { PartsProps } from '../rehearsal/parts.ts';
import { startRehearsal } from '../rehearsal/rehearsal.ts';
import { rehearseDeployment } from './bare.ts';
import { keysMadeElsewhere, toldOfKeys } from './keys-made-elsewhere.ts';
import { logQuestions } from './log-questions.ts';
import { optionsOf } from './options.ts';
import { countriesIn, samplePlan, samplePrefix } from './samples/plan.ts';
import { declineSamples, seedSamples } from './samples.ts';
import { synthesize } from './synthesize.ts';
import { trainingGround } from './training.ts';

const usage = `npm start -- [--port N] [--state DIR] [--fresh] [--config FILE] [--host ADDRESS]

  --port N         port of the portal and the desks; the AWS services take N + 1 (0: any free ports; default 4600)
  --state DIR      folder that keeps the state (default .rehearsal)
  --fresh          forget the state of earlier runs
  --config FILE    another configuration than config/exchange.json
  --bare           deploy nothing: an empty account, for the CDK CLI to deploy into (docs/runbooks/first-deploy.md)
  --empty          put no sample dispatches into a new state folder
  --faults FILE    let services fail on purpose, as the file says (docs/rehearsal-faults.md)
  --concurrency N  functions that run at once; beyond it they are throttled, as in a new account with 10 (default: by memory)
  --warm N         functions that stay warm between two calls (default: by memory, 32 to 192)
  --host ADDRESS   listen on another address than 127.0.0.1; whoever reaches it can use the accounts shown`;

const options = () =>
  parseArgs({
    options: {
      port: { type: 'string', default: '4600' },
      state: { type: 'string', default: '.rehearsal' },
      fresh: { type: 'boolean', default: false },
      config: { type: 'string' },
      bare: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      faults: { type: 'string' },
      concurrency: { type: 'string' },
      warm: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
const values = optionsOf(options, (sentence) => fail(`${sentence}. See npm start -- --help.`));

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_534) fail(`--port: got ${values.port}, wanted a number from 0 to 65534`);
const lambdaBounds = {
  ...(values.concurrency !== undefined && { concurrentExecutions: countOf('concurrency', values.concurrency) }),
  ...(values.warm !== undefined && { warmEnvironments: countOf('warm', values.warm) }),
};
if (values.host !== '127.0.0.1') {
  console.warn(
    `WARNING: listening on ${values.host}. Everybody who reaches this address can sign in with the accounts shown. Use it in a closed room only.`,
  );
}

const root = fileURLToPath(new URL('..', import.meta.url));
try {
  const config = loadConfig(values.config === undefined ? join(root, 'config', 'exchange.json') : resolve(values.config));
  const faults = values.faults === undefined ? undefined : await faultsIn(values.faults);
  const props = {
    stateDir: resolve(values.state),
    fresh: values.fresh,
    host: values.host,
    port,
    report: (line: string) => console.error(line),
    lambdaBounds,
    questions: logQuestions(config.countries),
    ...(faults && { faults }),
  };
  if (values.bare) {
    const starting = rehearseDeployment(props, config, values.state);
    stopOnSignal(starting);
    await starting;
  } else await rehearseExchange(props, config);
} catch (error) {
  fail(sentenceOf(error));
}

async function rehearseExchange(props: PartsProps, config: ExchangeConfig): Promise<void> {
  const assembly = await synthesize(root, console.log, values.config === undefined ? undefined : resolve(values.config));
  const host = { now: () => new Date(), random: Math.random, sleep: async (milliseconds: number) => void (await sleep(milliseconds)) };
  const starting = startRehearsal({
    ...props,
    assembly,
    keysMadeElsewhere: keysMadeElsewhere(config),
    training: (endpoints) => trainingGround(endpoints, host),
  });
  const stopped = stopOnSignal(starting);
  const rehearsal = await starting;
  if (values.empty) await declineSamples(resolve(values.state));
  tell(rehearsal);
  for (const line of toldOfKeys(config)) console.log(line);
  if (!values.empty) await tellOfSamples(rehearsal, { config, stopped });
}

/** Throws with what is wrong in the file. */
async function faultsIn(file: string): Promise<FaultPlan> {
  const read = faultPlan.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) throw new Error(`--faults ${file}: ${z.prettifyError(read.error)}`);
  console.warn('Faults on purpose: services fail as the file says.');
  return read.data;
}

function tell({ endpoints, deployment }: Awaited<ReturnType<typeof startRehearsal>>): void {
  const resources = [...deployment.counts.values()].reduce((sum, count) => sum + count, 0);
  const declared = Object.entries(declaredOnly).filter(([type]) => deployment.counts.has(type));
  const accounts = Object.entries(endpoints.countries).flatMap(([code, { magistrates }]) =>
    magistrates.slice(0, 1).map(({ username, password }) => `  ${code}  ${username}  ${password}`),
  );
  console.log(`
The exchange runs on this machine: ${resources} resources of ${Object.keys(deployment.outputs).length} stacks, ${accounts.length} countries.

  Open       ${endpoints.portal}
  Mails      ${endpoints.mail}
  Audit log  ${endpoints.audit}
  Exercises  ${new URL('/training', endpoints.portal).href}
  Directory  ${endpoints.directory}
  AWS        ${endpoints.s3}  (AWS_ENDPOINT_URL; credentials in ${values.state}/endpoints.json)

Magistrates, in this rehearsal only:
${accounts.join('\n')}

Try, in another terminal in this folder:
  npx exchange send --as EG --to MA --case EG-2026-000123 README.md
  npx exchange inbox --as MA

Accepted but not carried out here: ${declared.map(([type, why]) => `${type} (${why})`).join('; ')}.
A rehearsal cannot prove AWS's own policy evaluation, that CloudFormation accepts the templates, mail delivery, or the legal strength of Object Lock.
Ctrl-C stops it; the state stays in ${values.state}.
`);
}

/** Samples come after the exchange is ready: nobody waits for them. Without them it is whole all the same. */
async function tellOfSamples(
  rehearsal: Awaited<ReturnType<typeof startRehearsal>>,
  { config, stopped }: { readonly config: ExchangeConfig; readonly stopped: AbortSignal },
): Promise<void> {
  const host = {
    now: () => new Date(),
    random: Math.random,
    sleep: async (milliseconds: number) => {
      await sleep(milliseconds, undefined, { signal: stopped });
    },
  };
  try {
    const count = await seedSamples({ rehearsal, stateDir: resolve(values.state), config, host });
    if (count > 0)
      console.log(
        `${count} sample dispatches are there, marked ${samplePrefix}..., between ${countriesIn(samplePlan).join(', ')}. --fresh --empty starts without them.`,
      );
  } catch (error) {
    if (!stopped.aborted)
      console.error(`The samples are not all there; the next start goes on with them: ${error instanceof Error ? error.message : error}`);
  }
}

/** Answers the signal that is given when it begins to stop. One that is still starting is stopped as soon as it stands. */
function stopOnSignal(starting: Promise<{ readonly close: () => Promise<void> }>): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    starting
      .then((rehearsal) => rehearsal.close())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  return stopping.signal;
}

function countOf(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) fail(`--${option}: got ${text}, wanted a number from 1 to 10000`);
  return count;
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.code === 'EADDRINUSE'
    ? `${error.message}: stop what listens there, or name another port with --port (0: any free ones)`
    : error.message;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
