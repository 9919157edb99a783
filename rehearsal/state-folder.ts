import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The folder that holds a rehearsal's state; one living process at a time. */
export interface StateFolder {
  readonly path: string;
  readonly release: () => Promise<void>;
}

const marker = 'rehearsal-state';
const lockFile = 'process.lock';

/**
 * Opens or makes the folder (mode 0700) and locks it for this process. `fresh` empties it first. Throws where another living process
 * holds it, and where a folder that is no rehearsal's would be emptied or filled: nobody's files are lost to a mistyped name.
 */
export async function openStateFolder(path: string, fresh: boolean): Promise<StateFolder> {
  if ((await exists(path)) && !(await exists(join(path, marker))))
    throw new Error(`${path} exists and is no rehearsal's state: name another folder`);
  await requireUnlocked(path);
  if (fresh) await rm(path, { recursive: true, force: true });
  await makeFolder(path);
  await writeFile(join(path, marker), 'State of a rehearsal of the exchange. May be deleted while no rehearsal runs.\n');
  await writeFile(join(path, lockFile), String(process.pid), { mode: 0o600 });
  return { path, release: () => rm(join(path, lockFile), { force: true }) };
}

/** Level by level: Node's own way of making parents never ends where a system answers that one is missing though it is there, as below /proc. */
async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await exists(at)); at = dirname(at)) missing.unshift(at);
  for (const folder of missing)
    await mkdir(folder, { mode: 0o700 }).catch((cause: unknown) => {
      const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
      if (code === 'EEXIST') return;
      throw new Error(`${folder} cannot be made (${code}): name another folder with --state`, { cause });
    });
}

async function requireUnlocked(path: string): Promise<void> {
  const holder = Number(await readFile(join(path, lockFile), 'utf8').catch(() => 'none'));
  if (Number.isInteger(holder) && holder !== process.pid && isAlive(holder)) {
    throw new Error(`a rehearsal (process ${holder}) already uses ${path}: stop it, or name another folder with --state`);
  }
}

/** Signal 0 asks without doing anything. A number that the system gave to somebody else answers EPERM or belongs to our user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
