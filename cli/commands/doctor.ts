import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { ConfigurationError, loadConfig } from '../../lib/config/load.ts';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { fileOfStage, loadStage } from '../../lib/config/stage.ts';
import { awsCaller } from '../../operations/aws/signed-call.ts';
import { askProviders, unaskedProviders } from '../../operations/doctor/ask-provider.ts';
import { unreadable } from '../../operations/doctor/check-configuration.ts';
import { checkMachine } from '../../operations/doctor/check-machine.ts';
import { examine } from '../../operations/doctor/examine.ts';
import type { Facts, PlaceFacts } from '../../operations/doctor/facts.ts';
import type { Finding } from '../../operations/doctor/finding.ts';
import { askPlace, placesOf, unasked } from '../../operations/doctor/probe.ts';
import { type AccessOptions, accessFor } from '../aws-access.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Run } from './run.ts';

export interface DoctorOptions extends AccessOptions {
  readonly config: string;
  /** Pilot or production: the configuration of that stage, in the folder of `config`. @default - `config` as it is */
  readonly stage?: string;
  readonly offline: boolean;
}

/** Before a deployment: says what stands in its way, each with its cure. Changes nothing. Ends with 9 where something must be cured. */
export async function runDoctor(run: Run, options: DoctorOptions): Promise<ExitCode> {
  const file = fileOf(resolve(run.host.cwd, options.config), options.stage);
  const findings = await findingsOf(run, options, file);
  const errors = findings.filter(({ level }) => level === 'error').length;
  const unknown = findings.filter(({ level }) => level === 'not-checked').length;
  const warnings = findings.filter(({ level }) => level === 'warning').length;
  run.output.result({ errors, warnings, notChecked: unknown, findings }, [
    ...findings.flatMap(linesOf),
    `${errors} to cure, ${warnings} to consider, ${unknown} not checked, ${findings.length - errors - warnings - unknown} in order.`,
  ]);
  return errors > 0 ? exitCodes.toBeCured : exitCodes.done;
}

/** The file that findings about the configuration speak of: that of the stage, where it has one. */
function fileOf(config: string, stage: string | undefined): string {
  if (stage === undefined) return config;
  const own = fileOfStage(dirname(config), stage);
  return existsSync(own) ? own : config;
}

async function findingsOf(run: Run, options: DoctorOptions, file: string): Promise<readonly Finding[]> {
  const machine = { nodeVersion: process.version, cdkCli: await cdkVersions(run.host.cwd) };
  const config = readConfig(file, options.stage);
  if ('mistakes' in config) {
    const clockAheadSeconds = { unknown: 'nobody was asked: the configuration does not load' };
    return [...checkMachine({ ...machine, clockAheadSeconds, places: [], providers: [] }), ...unreadable(file, config.mistakes)];
  }
  return examine(config, file, { ...machine, ...(await places(run, options, config)), providers: await providers(options, config) });
}

function readConfig(file: string, stage: string | undefined): ExchangeConfig | { readonly mistakes: readonly string[] } {
  try {
    return stage === undefined ? loadConfig(file) : loadStage(dirname(file), stage);
  } catch (error) {
    if (error instanceof ConfigurationError) return { mistakes: error.mistakes };
    throw error;
  }
}

async function places(run: Run, options: DoctorOptions, config: ExchangeConfig): Promise<Pick<Facts, 'clockAheadSeconds' | 'places'>> {
  const all = placesOf(config);
  if (options.offline) {
    const reason = 'asked for offline';
    return { clockAheadSeconds: { unknown: reason }, places: all.map((place) => unasked(config, place, reason)) };
  }
  const asked: PlaceFacts[] = [];
  const ahead: number[] = [];
  let isRehearsal = false;
  for (const place of all) {
    const { access, against } = await accessFor(run, options, place.region);
    isRehearsal ||= against === 'rehearsal';
    const begun = run.host.now().getTime();
    const { facts, at } = await askPlace(config, place, { call: awsCaller(access), against });
    // `Date` has whole seconds
    if (at && against === 'account') ahead.push((at.getTime() + 500 - begun) / 1000);
    asked.push(facts);
  }
  const [first] = ahead;
  const none = isRehearsal ? 'a rehearsal has the clock of this machine' : 'AWS did not answer';
  return { clockAheadSeconds: first === undefined ? { unknown: none } : { known: first }, places: asked };
}

function providers({ offline, rehearsal }: DoctorOptions, config: ExchangeConfig): Promise<Facts['providers']> | Facts['providers'] {
  if (offline) return unaskedProviders(config, 'asked for offline');
  if (rehearsal !== undefined) return unaskedProviders(config, 'a rehearsal stands in for the provider');
  return askProviders(config, readAddress);
}

const timeoutMs = 10_000;

async function readAddress(url: string) {
  const begun = performance.now();
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  const text = await response.text();
  return { status: response.status, text, milliseconds: Math.round(performance.now() - begun) };
}

/** What is installed in this folder, and what its package.json pins. */
async function cdkVersions(cwd: string): Promise<Facts['cdkCli']> {
  const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(cwd, path), 'utf8'));
  try {
    const { devDependencies } = packageFile.parse(await read('package.json'));
    const { version } = installedFile.parse(await read('node_modules/aws-cdk/package.json'));
    return { known: { installed: version, wanted: devDependencies['aws-cdk'] } };
  } catch {
    return { unknown: "run it in the project's folder, after npm ci" };
  }
}

const packageFile = z.object({ devDependencies: z.object({ 'aws-cdk': z.string() }) });
const installedFile = z.object({ version: z.string() });

function linesOf({ check, subject, level, sentence, cure }: Finding): readonly string[] {
  const mark = { ok: 'ok  ', warning: 'WARN', error: 'CURE', 'not-checked': '?   ' }[level];
  return [`${mark} ${check} (${subject}): ${sentence}`, ...(cure ? [`       -> ${cure}`] : [])];
}
