import { resolve } from 'node:path';
import { readDirectory } from '../../client/directory.ts';
import { kidOfEnvelope } from '../../client/sealed-envelope.ts';
import { readHead, requireWhole } from '../bundle/read-bundle.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { openToRead } from '../transfer/file-bytes.ts';
import { type Run, readStatement } from './run.ts';

export interface CheckBundleOptions {
  readonly file: string;
  /** File with the signed directory: says to whom the bundle is addressed. */
  readonly directory?: string;
}

/** Says whether a sealed bundle is whole and, with a directory, whose it is. Needs no key and no network, and tells no more than anybody may know. */
export async function checkBundle(run: Run, options: CheckBundleOptions): Promise<ExitCode> {
  const file = await openToRead(resolve(run.host.cwd, options.file));
  try {
    const sealed = await readHead(file);
    const progress = run.output.progress('Checking', sealed.sizeBytes);
    const sha256 = await requireWhole(sealed, progress.advance).finally(progress.end);
    const kid = kidOfEnvelope(sealed.envelope);
    const members = options.directory ? (await readDirectory(await readStatement(run, options.directory))).directory.members : [];
    const to = members.find(({ sealingKey }) => sealingKey?.kid === kid)?.country;
    run.output.result({ whole: true, sizeBytes: sealed.sizeBytes, sha256, sealedTo: kid, ...(to && { to }) }, [
      `Whole: ${sealed.sizeBytes} bytes, checksum ${sha256}.`,
      `  sealed to key ${kid}${to ? `, of ${to}` : ''}`,
      '  This shows that nothing was damaged on the way. That nobody replaced it shows at the import alone.',
    ]);
    return exitCodes.done;
  } finally {
    await file.close();
  }
}
