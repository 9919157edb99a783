import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../client/failure.ts';
import { dispatchId } from '../../domain/identifiers.ts';
import { connect, type OwnConnection } from '../connect.ts';
import type { Host } from '../host.ts';
import type { Output } from '../output.ts';
import { findPlace, type PlaceOptions } from '../place.ts';

/** What every command is given: the machine, the way to speak, and the options that all commands share. */
export interface Run {
  readonly host: Host;
  readonly output: Output;
  readonly shared: SharedOptions;
}

export interface SharedOptions extends PlaceOptions {
  readonly trustDirectoryKey?: string;
  readonly person?: string;
}

/** Options of commands about one dispatch. */
export interface DispatchOptions {
  readonly as: string;
  readonly dispatch: string;
}

export async function connectAs(run: Run, country: string): Promise<OwnConnection> {
  const place = await findPlace(run.shared, run.host);
  const { trustDirectoryKey, person } = run.shared;
  return connect({ place, country, trustDirectoryKey, person }, run.host, run.output);
}

/** Throws InvalidArguments: an id that is none never reaches an address. */
export function requireDispatchId(given: string): string {
  if (!dispatchId.safeParse(given).success) throw new Failure('InvalidArguments', 'a dispatch id has 26 letters and digits');
  return given;
}

/** A compact JWS from a file that a person names. Larger than any statement: not read. */
export async function readStatement(run: Run, file: string): Promise<string> {
  const path = resolve(run.host.cwd, file);
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new Failure('FileUnreadable', path, { cause });
  });
  return text.trim();
}
