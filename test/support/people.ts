import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type OwnConnection } from '../../cli/connect.ts';
import type { Host } from '../../cli/host.ts';
import { findPlace } from '../../cli/place.ts';

/** A country's first seeded magistrate, signed in through the real provider, with the clients that the program itself uses. */
export async function magistrateOf(folder: string, country: string): Promise<OwnConnection> {
  const place = await findPlace({ state: await mkdtemp(join(folder, `person-${country}-`)) }, { cwd: folder, home: tmpdir() });
  return connect({ place, country }, host(folder), { note: () => {} });
}

function host(folder: string): Host {
  return {
    version: 'test',
    now: () => new Date(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: Math.random,
    cwd: folder,
    home: folder,
    out: () => {},
    err: () => {},
    isTerminal: false,
    prove: () => Promise.reject(new Error('no proof from here')),
    verifyPage: async () => '',
    openBrowser: () => {},
    onInterrupt: () => () => {},
  };
}
