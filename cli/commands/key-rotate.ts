import { resolve } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { safeAddress } from '../../client/address.ts';
import { type ForeignDesk, foreignDesk } from '../../client/desk-client.ts';
import { readDirectory } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import { type Directory, type DirectoryEntry, memberOf } from '../../domain/directory.ts';
import { peekStatement, verifyStatement } from '../../domain/statement.ts';
import { entryStatement } from '../../domain/statement-kinds.ts';
import { generationsOf } from '../../lib/config/signing-keys.ts';
import type { KeyStanding } from '../../operations/keys/custody.ts';
import { nextStep, type RotationFacts, type RotationStep } from '../../operations/keys/rotation.ts';
import { entryOf, writeSigningKeys } from '../config-entry.ts';
import { currentDirectory } from '../connect.ts';
import { actAsCustodian, type Custodian, type CustodianOptions, isConfirmed } from '../custodian.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlace } from '../place.ts';
import { lineOf, standings } from './key.ts';
import { asKeyFailure } from './key-failure.ts';
import type { Run } from './run.ts';

export interface RotateOptions extends CustodianOptions {
  readonly overlapDays: number;
}

/**
 * Renews the signing key, one step at a time: says where the renewal stands and what comes next, and does it where the country's name was typed.
 * It writes the configuration, which a deployment carries out, and in the end switches the former key off. Ends with 9 where others come first.
 */
export async function rotate(run: Run, options: RotateOptions): Promise<ExitCode> {
  const custodian = await actAsCustodian(run, options);
  const isTyped = isConfirmed(custodian.country, options.confirm);
  const keys = await standings(custodian);
  const step = nextStep(await factsOf(run, options, { custodian, keys }));
  const isDone = isTyped && step.kind === 'act';
  if (isDone) await perform(run, options, { custodian, keys, step });
  const after = isDone ? await standings(custodian) : keys;
  const { names } = custodian.country;
  const configured = step.kind === 'act' && step.configured ? entryOf(step.configured) : undefined;
  run.output.result({ country: options.as, done: isDone, by: custodian.session, step, keys: after }, [
    step.kind === 'wait'
      ? `Nothing to do yet for ${names.en}: ${step.what}.`
      : `${isDone ? 'Done' : 'Dry run, nothing was changed'}: ${step.what}, for ${names.en}, as ${custodian.session}.`,
    ...after.map(lineOf),
    ...(configured ? [`${isDone ? 'Written into' : 'To be written into'} ${options.config}: ${configured}`] : []),
    ...(step.kind === 'act' && !isDone ? [`To do it, run the same command with --confirm "${names.en}".`] : []),
    ...(isDone || step.kind === 'wait' ? step.afterwards.map((command) => `Then: ${command}`) : []),
  ]);
  return step.kind === 'wait' ? exitCodes.toBeCured : exitCodes.done;
}

interface Held {
  readonly custodian: Custodian;
  readonly keys: readonly KeyStanding[];
}

type ActStep = Extract<RotationStep, { kind: 'act' }>;

/** KMS first: where it refuses, the configuration still says what is so. */
async function perform(run: Run, options: RotateOptions, { custodian, keys, step }: Held & { readonly step: ActStep }): Promise<void> {
  const off = keys.find((key) => step.disables !== undefined && key.generation === step.disables);
  if (off) await asKeyFailure(() => custodian.custody.disable(off));
  if (step.configured) await writeSigningKeys(resolve(run.host.cwd, options.config), options.as, step.configured);
}

async function factsOf(run: Run, options: RotateOptions, { custodian, keys }: Held): Promise<RotationFacts> {
  const { host, output, shared } = run;
  const place = await findPlace(shared, host);
  const { directory } = await currentDirectory({ place, ...shared }, host, output);
  const member = memberOf(directory, options.as);
  if (!member) throw new Failure('NoSuchMember', `${options.as}: publish the directory first`);
  const deskOf = ({ desk }: DirectoryEntry): ForeignDesk =>
    foreignDesk(safeAddress(desk, place.allowPlainHttp).href.replace(/\/$/, ''), host);
  const behind = await Promise.all(directory.members.map(async (one) => (await holds(deskOf(one), directory)) || one.country));
  return {
    country: options.as,
    exchange: directory.exchange,
    generations: generationsOf(custodian.country),
    deployed: new Map(keys.flatMap((key) => (key.generation === undefined ? [] : [[key.generation, key] as const]))),
    published: member.signingKeys,
    deskSignsWith: await keyOf(deskOf(member)),
    desksBehind: behind.filter((country) => country !== true),
    now: host.now(),
    overlapDays: options.overlapDays,
  };
}

/** When the key was made with which the desk signs its own entry. */
async function keyOf(desk: ForeignDesk): Promise<string> {
  const { entry } = await desk.showEntry();
  const { signingKeys } = peekStatement(entryStatement, entry);
  await verifyStatement(entryStatement, entry, signingKeys);
  const { kid } = decodeProtectedHeader(entry);
  return signingKeys.find((key) => key.kid === kid)?.notBefore ?? '';
}

/** A desk that does not answer cannot have taken the newest directory for certain. */
async function holds(desk: ForeignDesk, { sequence }: Directory): Promise<boolean> {
  try {
    return (await readDirectory((await desk.showDirectory()).directory)).directory.sequence >= sequence;
  } catch {
    return false;
  }
}
