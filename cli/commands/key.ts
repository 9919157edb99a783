import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { type KeyStanding, materialBytes } from '../../operations/keys/custody.ts';
import { cannotRecall } from '../../operations/keys/drill.ts';
import { beyondKms } from '../../operations/keys/own-making.ts';
import { actAsCustodian, type Custodian, type CustodianOptions, isConfirmed } from '../custodian.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeNew } from '../out-file.ts';
import { asKeyFailure } from './key-failure.ts';
import type { Run } from './run.ts';

/** Lists the country's keys as KMS describes them. */
export async function listKeys(run: Run, options: CustodianOptions): Promise<ExitCode> {
  const custodian = await actAsCustodian(run, options);
  const keys = await standings(custodian);
  run.output.result({ country: options.as, keys }, keys.map(lineOf));
  return exitCodes.done;
}

/** Makes material for a key of imported origin: 32 random bytes in a file that only this user can read. Nothing is sent. */
export async function makeMaterial(run: Run, { out }: { readonly out: string }): Promise<ExitCode> {
  const file = resolve(run.host.cwd, out);
  await writeNew(file, randomBytes(materialBytes).toString('base64'));
  run.output.result({ file }, [
    `${materialBytes} random bytes, in base64: ${file}`,
    'Keep two copies in two safes. KMS takes no other material for that key ever after; without it, documents are lost once it is deleted.',
  ]);
  return exitCodes.done;
}

export interface ImportOptions extends CustodianOptions {
  readonly material: string;
}

/** Imports the material of the documents key, and of the key of its copy where there is one, wrapped for each import; also brings it back after it was deleted. */
export async function importMaterial(run: Run, options: ImportOptions): Promise<ExitCode> {
  const material = await readMaterial(run, options.material);
  const custodian = await actAsCustodian(run, options);
  const keys = (await standings(custodian)).filter(({ purpose }) => purpose === 'documents' || purpose === 'copy');
  const key = keys.find(({ purpose }) => purpose === 'documents');
  if (key?.origin !== 'EXTERNAL')
    throw new Failure(
      'InvalidArguments',
      `the documents key of ${options.as} has material of ${key?.origin}; wanted documentsKeyOrigin imported${elsewhere(key)}`,
    );
  return act(run, options, custodian, {
    what: keys.length > 1 ? 'import material into the documents key and the key of its copy' : 'import material into the documents key',
    keys,
    perform: async () => {
      for (const each of keys) await custodian.custody.importMaterial(each, material);
    },
  });
}

export interface CutOffOptions extends CustodianOptions {
  readonly deleteMaterial: boolean;
}

/** Disables every key that works, or deletes the imported material of the documents key and disables the others. */
export async function cutOff(run: Run, options: CutOffOptions): Promise<ExitCode> {
  const custodian = await actAsCustodian(run, options);
  const keys = await standings(custodian);
  requireDeletable(keys, options);
  return act(run, options, custodian, {
    what: options.deleteMaterial ? 'delete the material of the documents key and disable the other keys' : 'disable every key',
    keys,
    perform: async () => {
      for (const key of keys) await cut(custodian, key, options);
    },
    remarks: [...cannotRecall, ...beyondKms(keys)],
  });
}

/** Enables the keys again, but for signing keys that are over. Material that was deleted is imported by `key import`. */
export async function restore(run: Run, options: CustodianOptions): Promise<ExitCode> {
  const custodian = await actAsCustodian(run, options);
  const disabled = (await standings(custodian)).filter(({ state, isRetired }) => state === 'Disabled' && !isRetired);
  return act(run, options, custodian, {
    what: 'enable what is disabled',
    keys: disabled,
    perform: async () => {
      for (const key of disabled) await asKeyFailure(() => custodian.custody.enable(key));
    },
  });
}

export async function cut(
  { custody }: Custodian,
  key: KeyStanding,
  { deleteMaterial }: Pick<CutOffOptions, 'deleteMaterial'>,
): Promise<void> {
  const isDeleted = deleteMaterial && (key.purpose === 'documents' || key.purpose === 'copy');
  if (key.state === 'Disabled' && !isDeleted) return;
  await asKeyFailure(() => (isDeleted ? custody.deleteMaterial(key) : custody.disable(key)));
}

export function requireDeletable(keys: readonly KeyStanding[], { deleteMaterial }: Pick<CutOffOptions, 'deleteMaterial'>): void {
  const documents = keys.find(({ purpose }) => purpose === 'documents');
  if (deleteMaterial && documents?.origin !== 'EXTERNAL')
    throw new Failure(
      'InvalidArguments',
      `--delete-material: the material of the documents key is ${documents?.origin}, not imported${elsewhere(documents)}`,
    );
}

/** Of a key of the country's own making: where its material is brought and taken away. */
function elsewhere(key: KeyStanding | undefined): string {
  return key?.isOwnMaking ? '; the country made this key itself, and keeps its material where it made it' : '';
}

export async function standings({ custody }: Custodian): Promise<readonly KeyStanding[]> {
  const found = await Promise.all(custody.keys.map((key) => asKeyFailure(() => custody.describe(key))));
  return found.flatMap((key) => key ?? []);
}

interface Act {
  readonly what: string;
  readonly keys: readonly KeyStanding[];
  readonly perform: () => Promise<void>;
  readonly remarks?: readonly string[];
}

/** Says what would be done; does it only where the country's name was typed. CloudTrail tells the ledger who did it. */
async function act(
  run: Run,
  options: CustodianOptions,
  custodian: Custodian,
  { what, keys, perform, remarks = [] }: Act,
): Promise<ExitCode> {
  const { names } = custodian.country;
  const isDone = isConfirmed(custodian.country, options.confirm);
  if (isDone) await asKeyFailure(perform);
  const after = isDone ? await standings(custodian) : keys;
  run.output.result({ country: options.as, act: what, done: isDone, by: custodian.session, keys: after, cannotRecall: remarks }, [
    `${isDone ? 'Done' : 'Dry run, nothing was changed'}: ${what} of ${names.en}, as ${custodian.session}.`,
    ...after.map(lineOf),
    ...remarks.map((remark) => `  - ${remark}`),
    isDone
      ? 'The ledger of the country gets a line as soon as CloudTrail has told its desk.'
      : `To do it, run the same command with --confirm "${names.en}".`,
  ]);
  return exitCodes.done;
}

export function lineOf({ name, arn, state, origin, createdAt, isOwnMaking }: KeyStanding): string {
  const line = `  ${name.padEnd(10)} ${state.padEnd(14)} ${origin.padEnd(8)} ${createdAt ?? '-'}  ${arn}`;
  return isOwnMaking ? `${line}  (made by the country itself)` : line;
}

async function readMaterial(run: Run, file: string): Promise<Uint8Array> {
  const path = resolve(run.host.cwd, file);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  const material = Buffer.from(text.trim(), 'base64');
  if (material.length !== materialBytes)
    throw new Failure('InvalidArguments', `--material: got ${material.length} bytes, wanted ${materialBytes} in base64`);
  return material;
}
