import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Somebody else is writing the store, or may be. */
export class StoreBusy extends Error {}

/**
 * Does the work while nobody else writes the store. What a process left that is no more, killed or interrupted, is taken away; of another machine's nobody
 * here can tell. Throws StoreBusy.
 */
export async function withLock<Outcome>(folder: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const path = join(folder, '.lock');
  if (await isLeftBehind(path)) await rm(path, { force: true });
  const held = await open(path, 'wx', 0o600).catch((cause) => {
    if (Object(cause).code === 'EEXIST') return undefined;
    throw cause;
  });
  if (!held) throw new StoreBusy(`another ingestion holds ${path}; take it away if none is running`);
  try {
    await held.writeFile(`${hostname()} ${process.pid}`);
    return await work();
  } finally {
    await held.close();
    await rm(path, { force: true });
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const [host, process = ''] = text.split(' ');
  return host === hostname() && /^[1-9]\d*$/.test(process) && !isAlive(Number(process));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // a process of somebody else lives too
    return Object(error).code !== 'ESRCH';
  }
}
