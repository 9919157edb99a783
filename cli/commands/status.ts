import { safeAddress } from '../../client/address.ts';
import { foreignDesk } from '../../client/desk-client.ts';
import { DeskRefusal } from '../../client/desk-refusal.ts';
import { readDirectory } from '../../client/directory.ts';
import { Failure } from '../../client/failure.ts';
import type { DirectoryEntry } from '../../domain/directory.ts';
import { awsCaller } from '../../operations/aws/signed-call.ts';
import type { Finding } from '../../operations/doctor/finding.ts';
import { askAlarms, askTrail } from '../../operations/status/probe.ts';
import { type DeskLook, judge, type Look } from '../../operations/status/status.ts';
import { accessFor } from '../aws-access.ts';
import { currentDirectory } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlace } from '../place.ts';
import type { Run } from './run.ts';

export interface StatusOptions {
  /** Region whose alarms and trail are asked. */
  readonly region?: string;
}

/**
 * How the exchange is: every desk and the directory that it holds, signing keys that end, the trail, and the alarms of a Region. What the place
 * cannot tell is "not checked". Ends with 9 where something must be cured.
 */
export async function status(run: Run, options: StatusOptions): Promise<ExitCode> {
  const { host, output, shared } = run;
  const place = await findPlace(shared, host);
  const { directory } = await currentDirectory({ place, ...shared }, host, output);
  const desks = await Promise.all(directory.members.map((member) => lookAt(member, run, place.allowPlainHttp)));
  const prefix = `${directory.exchange}-${directory.stage}`;
  const isRehearsal = place.seeded !== undefined;
  const look: Look = {
    directory,
    now: host.now(),
    desks,
    isRegionNamed: !isRehearsal && options.region !== undefined,
    ...(await askAws(run, options, { prefix, isRehearsal })),
  };
  const findings = judge(look);
  const errors = findings.filter(({ level }) => level === 'error').length;
  output.result({ exchange: directory.exchange, stage: directory.stage, sequence: directory.sequence, errors, findings }, [
    `${directory.exchange} (${directory.stage}), directory ${directory.sequence} of ${directory.issuedAt}, ${directory.members.length} members`,
    ...findings.flatMap(linesOf),
  ]);
  return errors > 0 ? exitCodes.toBeCured : exitCodes.done;
}

interface Asking {
  readonly prefix: string;
  readonly isRehearsal: boolean;
}

async function askAws(run: Run, { region }: StatusOptions, { prefix, isRehearsal }: Asking): Promise<Pick<Look, 'alarms' | 'trail'>> {
  if (!isRehearsal && region === undefined) {
    const unknown = { unknown: 'name a Region with --region to ask CloudWatch and CloudTrail' };
    return { alarms: unknown, trail: unknown };
  }
  const rehearsal = isRehearsal ? (run.shared.rehearsal ?? '.rehearsal') : undefined;
  const { access } = await accessFor(run, { ...(rehearsal && { rehearsal }) }, region ?? '');
  const call = awsCaller(access);
  const alarms = isRehearsal ? { unknown: 'a rehearsal evaluates no alarms' } : await askAlarms(call, prefix);
  return { alarms, trail: await askTrail(call, `${prefix}-trail`) };
}

async function lookAt(member: DirectoryEntry, { host }: Run, allowPlainHttp: boolean): Promise<DeskLook> {
  const desk = foreignDesk(safeAddress(member.desk, allowPlainHttp).href.replace(/\/$/, ''), { ...host, sleep: async () => {} });
  const { country } = member;
  const begun = host.now().getTime();
  try {
    await desk.showEntry();
    const milliseconds = host.now().getTime() - begun;
    try {
      return { country, milliseconds, sequence: (await readDirectory((await desk.showDirectory()).directory)).directory.sequence };
    } catch (error) {
      if (error instanceof DeskRefusal) return { country, milliseconds };
      throw error;
    }
  } catch (error) {
    if (error instanceof DeskRefusal || error instanceof Failure) return { country };
    throw error;
  }
}

function linesOf({ check, subject, level, sentence, cure }: Finding): readonly string[] {
  const mark = { ok: 'ok  ', warning: 'WARN', error: 'CURE', 'not-checked': '?   ' }[level];
  return [`${mark} ${check} (${subject}): ${sentence}`, ...(cure ? [`       -> ${cure}`] : [])];
}
