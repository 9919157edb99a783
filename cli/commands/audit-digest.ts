import * as z from 'zod';
import { Failure } from '../../client/failure.ts';
import { rehearsalForAuditors } from '../archive-source.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Run } from './run.ts';

const told = z.object({ digestDue: z.iso.datetime() });

/** Has the rehearsal deliver its log and sign a digest now. AWS does so at its own hours and cannot be asked. */
export async function auditDigest(run: Run, { rehearsal }: { readonly rehearsal?: string }): Promise<ExitCode> {
  const { audit } = await rehearsalForAuditors(rehearsal, run.host);
  const response = await fetch(`${audit}/digest`, { method: 'POST', headers: { accept: 'application/json' } }).catch((cause) => {
    throw new Failure('Unreachable', 'the rehearsal', { cause });
  });
  const parsed = told.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) throw new Failure('UnexpectedAnswer', `the rehearsal said ${response.status}`);
  run.output.result(parsed.data, [`The log is delivered and a digest signed; the next one is due at ${parsed.data.digestDue}`]);
  return exitCodes.done;
}
