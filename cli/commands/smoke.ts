import { randomBytes } from 'node:crypto';
import { Failure } from '../../client/failure.ts';
import { everyPair, type Pair, ring } from '../../operations/smoke/pairs.ts';
import { type PairOutcome, smoke } from '../../operations/smoke/smoke.ts';
import { syntheticPrefix } from '../../operations/smoke/synthetic.ts';
import { connect, currentDirectory, type OwnConnection } from '../connect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPlace } from '../place.ts';
import type { Run } from './run.ts';

export interface SmokeOptions {
  /** In whose name; all members where absent. */
  readonly as?: readonly string[];
  readonly ring: boolean;
  readonly waitSeconds: number;
}

/**
 * After a deployment: sends a marked synthetic dispatch through every ordered pair, reads it back, and closes it. Signs in once for each
 * country, as every other command does. Ends with 10 where a pair failed.
 */
export async function runSmoke(run: Run, options: SmokeOptions): Promise<ExitCode> {
  const { host, output, shared } = run;
  const place = await findPlace(shared, host);
  const { directory } = await currentDirectory({ place, ...shared }, host, output);
  const members = directory.members.map(({ country }) => country);
  const senders = options.as ?? members;
  const people = new Map<string, OwnConnection>();
  for (const country of senders) {
    const connection = await connect({ place, country, ...shared }, host, output);
    await connection.signIn();
    people.set(country, connection);
  }
  const pairs = options.ring ? ring(members, senders) : everyPair(members, senders);
  if (pairs.length === 0) throw new Failure('NoSuchMember', 'the directory names fewer than two countries');
  const outcomes = await smoke({
    pairs,
    personOf: (country) => people.get(country),
    host,
    waitSeconds: options.waitSeconds,
    bytes: () => randomBytes(1024),
    onDone: (outcome) => output.say(lineOf(outcome)),
  });
  const failed = outcomes.filter((one) => one.failed);
  const unread = outcomes.filter((one) => !one.failed && one.readMs === undefined);
  output.result({ directory: directory.sequence, pairs: outcomes, failed: failed.length, notRead: unread.length }, [
    `${pairs.length - failed.length} of ${pairs.length} pairs went through, directory ${directory.sequence}. All are marked ${syntheticPrefix}.`,
    ...open(outcomes),
    ...(unread.length > 0 ? [`${unread.length} were not read back: nobody signed in for the addressee.`] : []),
    ...missing(pairs, members),
    ...(failed.length > 0
      ? ['What failed: npx exchange status names desks that do not answer and keys that are over, docs/runbooks/alarms.md what to do.']
      : []),
  ]);
  return failed.length > 0 ? exitCodes.smokeFailed : exitCodes.done;
}

function lineOf({ from, to, sentMs, readMs, closedMs, failed }: PairOutcome): string {
  const time = (name: string, ms: number | undefined): string => `${name} ${ms === undefined ? '-' : `${ms} ms`}`.padEnd(16);
  const end = failed ? `FAILED at ${failed.step}: ${failed.code}${failed.detail ? ` (${failed.detail})` : ''}` : 'ok';
  return `  ${from} -> ${to}  ${time('sent', sentMs)}${time('read', readMs)}${time('closed', closedMs)}${end}`;
}

/** Desks that no pair reached: the command must not sound as if it had tried them. */
function missing(pairs: readonly Pair[], members: readonly string[]): readonly string[] {
  const unasked = members.filter((country) => !pairs.some(({ from, to }) => from === country || to === country));
  return unasked.length > 0 ? [`Not tried: ${unasked.join(', ')}.`] : [];
}

/** What arrived and could not be closed is named, so that somebody does it: it stands in a magistrate's inbox. */
function open(outcomes: readonly PairOutcome[]): readonly string[] {
  const left = outcomes.flatMap(({ dispatchId, closedMs, from }) =>
    dispatchId && closedMs === undefined ? [`${dispatchId} of ${from}`] : [],
  );
  return left.length > 0 ? [`Not closed, to be withdrawn by hand: ${left.join(', ')}.`] : [];
}
