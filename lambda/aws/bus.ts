import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Refusal } from '../../domain/refusal.ts';
import { fromAws } from './aws-refusal.ts';

/** Puts an event on the default bus. Throws Busy where EventBridge took it not. */
export type Announce = (event: Announcement) => Promise<void>;

export interface Announcement {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, string>>;
}

export function bus(client: EventBridgeClient = new EventBridgeClient({})): Announce {
  return async ({ source, detailType, detail }) => {
    const entry = { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
    const { FailedEntryCount } = await fromAws(() => client.send(new PutEventsCommand({ Entries: [entry] })));
    if (FailedEntryCount) throw new Refusal('Busy', 'the event bus took the event not');
  };
}
