import { type KeyCall, keyCall } from '../desk/events.ts';
import { type Books, perform } from '../register/books.ts';
import { keys } from '../register/items.ts';
import { putNew } from '../register/store.ts';

export interface KeyWatchingDesk extends Books {
  readonly account: string;
  readonly region: string;
  /** The country's keys by what they are for. */
  readonly keyArns: Readonly<Record<string, string>>;
}

/**
 * Writes what happened to a country's key into its ledger, as CloudTrail recorded it: who really did it, with whatever program, and also who
 * was refused. Twice and out of order are fine. Calls about other keys of the account are passed over.
 */
export async function recordKeyAct(desk: KeyWatchingDesk, event: unknown): Promise<void> {
  const parsed = keyCall.safeParse(event);
  const isHere = parsed.success && parsed.data.account === desk.account && parsed.data.region === desk.region;
  const which = isHere ? keyOf(desk, parsed.data.detail) : undefined;
  if (!parsed.success || which === undefined) return desk.world.log({ event: 'KeyActIgnored', reason: 'not about a key of this country' });
  const { eventID, eventName, errorCode } = parsed.data.detail;
  const kind = errorCode === undefined ? 'KeyAct' : 'KeyActRefused';
  const person = personIn(parsed.data.detail);
  const remark = `${eventName} of the ${which} key, CloudTrail ${eventID}`;
  const outcome = await perform(desk, async () => {
    const mark = keys.keyAct(eventID);
    if ((await desk.store.get(mark)) !== undefined) return { changes: [], answer: 'KeyActKnown' };
    return { changes: [putNew(mark)], line: { kind, ...(person && { person }), remark }, answer: 'KeyActRecorded' };
  });
  desk.world.log({ event: outcome, act: eventName, key: which, cloudTrailEventId: eventID, ...(errorCode && { code: errorCode }) });
}

/** CloudTrail names the key in `resources`; where a call was refused early, in its parameters alone. */
function keyOf({ keyArns }: KeyWatchingDesk, { resources, requestParameters }: KeyCall): string | undefined {
  const named = [...(resources ?? []).map(({ ARN }) => ARN), requestParameters?.keyId];
  const isNamed = (arn: string): boolean => named.some((one) => one === arn || (one !== undefined && arn.endsWith(`:key/${one}`)));
  return Object.entries(keyArns).find(([, arn]) => isNamed(arn))?.[0];
}

/** The session of a role, or the user: the last part of the ARN, at most what the ledger holds. */
function personIn({ userIdentity }: KeyCall): string | undefined {
  const { sessionContext, arn } = userIdentity;
  return (sessionContext?.sourceIdentity ?? arn?.split('/').at(-1))?.slice(0, 64);
}
