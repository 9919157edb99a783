import type { DirectoryEntry } from '../../domain/directory.ts';
import { type Asked, about, type Finding, sayer } from '../doctor/finding.ts';

/** What a look at the exchange gathered. */
export interface Look {
  readonly directory: KnownDirectory;
  readonly now: Date;
  readonly desks: readonly DeskLook[];
  readonly alarms: Asked<readonly AlarmLook[]>;
  readonly trail: Asked<TrailLook>;
  /** Whether AWS was asked because somebody named a Region: what it does not tell is then an error. @default false */
  readonly isRegionNamed?: boolean;
}

/** What of a directory matters here. */
export interface KnownDirectory {
  readonly sequence: number;
  readonly members: readonly Pick<DirectoryEntry, 'country' | 'signingKeys'>[];
}

/** A member's desk as anybody sees it. */
export interface DeskLook {
  readonly country: string;
  /** How long it took to show its own entry; absent: it did not. */
  readonly milliseconds?: number;
  /** Sequence of the directory that it holds. */
  readonly sequence?: number;
}

export interface AlarmLook {
  readonly name: string;
  /** CloudWatch's own word: `OK`, `ALARM`, `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** Holds the runbook. */
  readonly description: string;
}

export interface TrailLook {
  readonly isLogging: boolean;
  readonly latestDelivery?: Date;
  readonly deliveryError?: string;
}

/** What is not as it should be, with the runbook to turn to; pure. */
export function judge({ directory, now, desks, alarms, trail, isRegionNamed = false }: Look): readonly Finding[] {
  const findings = [
    ...desks.map((desk) => deskFinding(desk, directory)),
    ...directory.members.flatMap((member) => keyFindings(member, now)),
    ...about({ check: 'alarms', subject: 'CloudWatch' }, alarms, (all, say) => {
      const raised = all.filter(({ state }) => state === 'ALARM');
      if (raised.length > 0) return raised.map(({ name, description }) => say.error(`${name} is in alarm`, description));
      return [say.ok(`${all.length} alarms, none raised`)];
    }),
    ...about({ check: 'trail', subject: 'CloudTrail' }, trail, (look, say) => {
      const runbook = 'docs/runbooks/alarms.md#trail-silence';
      if (!look.isLogging) return [say.error('the trail does not log', runbook)];
      if (look.deliveryError) return [say.error(`the log is not delivered: ${look.deliveryError}`, runbook)];
      const minutes = look.latestDelivery && (now.getTime() - look.latestDelivery.getTime()) / 60_000;
      if (minutes === undefined) return [say.warning('nothing of the log was delivered yet', runbook)];
      if (minutes > silentMinutes) return [say.error(`nothing of the log was delivered for ${Math.round(minutes)} minutes`, runbook)];
      return [say.ok(`the log was delivered ${Math.round(minutes)} minutes ago`)];
    }),
  ];
  return isRegionNamed ? findings.map(wanted) : findings;
}

function wanted(finding: Finding): Finding {
  const cure = 'wanted: the Region of the exchange, and credentials that may read its alarms and trail';
  return finding.level === 'not-checked' ? { ...finding, level: 'error', cure } : finding;
}

const silentMinutes = 60;
const soonDays = 30;
const dayMs = 24 * 3600 * 1000;

function deskFinding({ country, milliseconds, sequence }: DeskLook, directory: KnownDirectory): Finding {
  const say = sayer('desk', country);
  if (milliseconds === undefined) return say.error('the desk does not answer', 'docs/runbooks/alarms.md#desk-not-reached');
  if (sequence === undefined) return say.error('the desk holds no directory', 'publish the directory: docs/operations.md');
  if (sequence < directory.sequence)
    return say.warning(
      `the desk holds directory ${sequence}; ${directory.sequence} is published`,
      'it takes the new one at the next publication',
    );
  if (sequence > directory.sequence)
    return say.warning(
      `the desk holds directory ${sequence}, newer than the published ${directory.sequence}`,
      'just published: ask again in a minute, the address answers from a copy; if it stays so: docs/runbooks/incident.md#tampering',
    );
  return say.ok(`answers in ${milliseconds} ms, directory ${sequence}`);
}

/** A directory is over where a member has no key that is valid now: whatever that member signs is refused. */
function keyFindings({ country, signingKeys }: KnownDirectory['members'][number], now: Date): readonly Finding[] {
  const say = sayer('signing-key', country);
  const ends = signingKeys.map(({ notAfter }) => (notAfter === undefined ? Number.POSITIVE_INFINITY : Date.parse(notAfter)));
  const last = Math.max(...ends);
  const cure = 'docs/runbooks/key-ceremony.md';
  if (last <= now.getTime()) return [say.error('no signing key is valid any more: the entry is expired', cure)];
  if (last - now.getTime() < soonDays * dayMs) return [say.warning(`the last signing key ends ${new Date(last).toISOString()}`, cure)];
  return [];
}
