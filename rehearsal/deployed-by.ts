import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a rehearsal's resources came to be; their ids differ. */
export type DeployedBy = 'assembly' | 'cloudformation';

/** Throws where the state folder was filled the other way. Folders of earlier versions were filled from an assembly. */
export async function requireDeployedBy(stateDir: string, wanted: DeployedBy): Promise<void> {
  const file = join(stateDir, 'deployed-by');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known === undefined) await writeFile(file, wanted, { mode: 0o600 });
  else if (known !== wanted) {
    const [got, cure] = known === 'assembly' ? ['without --bare', 'leave --bare out'] : ['with --bare', 'start with --bare'];
    throw new Error(
      `${stateDir} holds the state of a rehearsal ${got}: ${cure}, name another folder with --state, or forget it with --fresh`,
    );
  }
}
