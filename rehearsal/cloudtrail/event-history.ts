import type { TrailEvent } from '../cloud.ts';
import type { TrailRecord } from './record.ts';

/** A management event as LookupEvents finds it. */
export interface RememberedEvent {
  readonly record: TrailRecord;
  readonly userName: string | undefined;
  readonly accessKeyId: string | undefined;
}

const KEPT = 2000;

/** The last management events of this process, newest first, whether a trail logs them or not (CloudTrail: "event history"). */
export class EventHistory {
  readonly #events: RememberedEvent[] = [];

  add(record: TrailRecord, { caller }: TrailEvent): void {
    if (record.eventCategory !== 'Management') return;
    this.#events.unshift({ record, userName: userNameOf(caller), accessKeyId: caller.accessKeyId });
    if (this.#events.length > KEPT) this.#events.pop();
  }

  events(): readonly RememberedEvent[] {
    return this.#events;
  }
}

/** A user's name, or a session's. */
const userNameOf = (caller: TrailEvent['caller']): string | undefined => {
  const { principal, session } = caller;
  return principal.kind === 'user' ? principal.arn.split('/').at(-1) : session?.name;
};
