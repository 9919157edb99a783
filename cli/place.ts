import { join, resolve } from 'node:path';
import * as z from 'zod';
import { safeAddress } from '../client/address.ts';
import type { Host } from './host.ts';
import { noExchangeIn } from './no-rehearsal.ts';
import { readPrivate } from './private-file.ts';

/** Where the exchange is: a rehearsal that runs in this folder, or one out there whose directory address the person knows. */
export interface Place {
  readonly directoryUrl: string;
  /** The program's own files: pinned directory keys, access tokens, journals of unfinished sends. */
  readonly stateFolder: string;
  readonly allowPlainHttp: boolean;
  /** Seeded magistrates by country, in a rehearsal only. */
  readonly seeded?: Readonly<Record<string, readonly Magistrate[]>>;
}

export interface Magistrate {
  readonly username: string;
  readonly password: string;
}

export interface PlaceOptions {
  readonly directory?: string;
  readonly rehearsal?: string;
  readonly state?: string;
  readonly allowPlainHttp?: boolean;
}

/** `.rehearsal/endpoints.json`, as far as this program needs it. */
const endpoints = z.object({
  directory: z.url(),
  countries: z.record(
    z.string(),
    z.object({ magistrates: z.array(z.object({ username: z.string().min(1), password: z.string().min(1) })).min(1) }),
  ),
});

/** An address named by the person wins over a rehearsal in the folder. Throws NoExchange where there is neither, ExchangeIncomplete where not every stack stands. */
export async function findPlace(options: PlaceOptions, host: Pick<Host, 'cwd' | 'home' | 'directoryUrl'>): Promise<Place> {
  const named = options.directory ?? (options.rehearsal ? undefined : host.directoryUrl);
  if (named) {
    const allowPlainHttp = options.allowPlainHttp ?? false;
    const stateFolder = resolve(host.cwd, options.state ?? join(host.home, '.exchange'));
    return { directoryUrl: safeAddress(named, allowPlainHttp).href, stateFolder, allowPlainHttp };
  }
  return rehearsalIn(resolve(host.cwd, options.rehearsal ?? '.rehearsal'), options, host.cwd);
}

async function rehearsalIn(folder: string, options: PlaceOptions, cwd: string): Promise<Place> {
  const found = await readPrivate(join(folder, 'endpoints.json'), endpoints);
  if (!found) throw await noExchangeIn(folder);
  return {
    directoryUrl: found.directory,
    // beside the rehearsal: what a fresh one forgets, this program forgets as well
    stateFolder: options.state ? resolve(cwd, options.state) : join(folder, 'exchange'),
    allowPlainHttp: true,
    seeded: Object.fromEntries(Object.entries(found.countries).map(([country, { magistrates }]) => [country, magistrates])),
  };
}
