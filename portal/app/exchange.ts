import { fetchText } from '../../client/desk-http.ts';
import { type KnownDirectory, readDirectory } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import type { Clock, Pause } from '../../client/retry.ts';
import { type PortalConfig, readConfig } from './config.ts';

/** The exchange as this page found it. */
export interface Exchange {
  readonly config: PortalConfig;
  readonly known: KnownDirectory;
  /** Plain http is for a rehearsal only. */
  readonly allowPlainHttp: boolean;
}

/** The browser's clock and patience. */
export const host: Pause & Clock = {
  now: () => new Date(),
  random: Math.random,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Fetches and verifies the directory. Its key is the one that portal.json names; without one, the key seen first in this browser is kept,
 * and another one later is refused (DirectoryKeyChanged), as is an older directory than one seen before (DirectoryOutdated).
 */
export async function findExchange(): Promise<Exchange> {
  const config = await readConfig();
  const known = await readDirectory((await fetchText(config.directory, host)).trim());
  const pin = readPin(config.directory);
  const wanted = config.directoryKey ?? pin?.fingerprint;
  if (wanted !== undefined && wanted !== known.fingerprint) {
    throw new Failure('DirectoryKeyChanged', `got ${known.fingerprint}, wanted ${wanted}`);
  }
  const { sequence } = known.directory;
  if (pin?.fingerprint === known.fingerprint && sequence < pin.sequence) {
    throw new Failure('DirectoryOutdated', `${sequence}, seen ${pin.sequence}`);
  }
  writePin(config.directory, { fingerprint: known.fingerprint, sequence });
  return { config, known, allowPlainHttp: config.rehearsal !== undefined };
}

interface Pin {
  readonly fingerprint: string;
  readonly sequence: number;
}

const keyOf = (directoryUrl: string): string => `directory ${directoryUrl}`;

function readPin(directoryUrl: string): Pin | undefined {
  try {
    const [fingerprint, sequence] = (localStorage.getItem(keyOf(directoryUrl)) ?? '').split(' ');
    return fingerprint && sequence ? { fingerprint, sequence: Number(sequence) } : undefined;
  } catch {
    return undefined;
  }
}

function writePin(directoryUrl: string, { fingerprint, sequence }: Pin): void {
  try {
    localStorage.setItem(keyOf(directoryUrl), `${fingerprint} ${sequence}`);
  } catch {
    // a browser that keeps nothing trusts portal.json and TLS alone
  }
}
