import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Refusal } from '../../domain/refusal.ts';
import { fromAws } from './aws-refusal.ts';

/** A bus: the default one of an account and Region, or of this function's own. */
export type Bus = 'own' | { readonly account: string; readonly region: string };

/** Puts one event on a bus. Throws Busy where EventBridge took it not. */
export type Tell = (bus: Bus, detailType: string, detail: object) => Promise<void>;

/** Events of one source, to buses of several Regions: PutEvents is asked in the Region of the bus. */
export function buses(source: string, clientIn: (region?: string) => EventBridgeClient = usualClient): Tell {
  const clients = new Map<string, EventBridgeClient>();
  const clientOf = (bus: Bus): EventBridgeClient => {
    const region = bus === 'own' ? '' : bus.region;
    const client = clients.get(region) ?? clientIn(region || undefined);
    clients.set(region, client);
    return client;
  };
  return async (bus, detailType, detail) => {
    const at = bus === 'own' ? {} : { EventBusName: `arn:aws:events:${bus.region}:${bus.account}:event-bus/default` };
    const entry = { Source: source, DetailType: detailType, Detail: JSON.stringify(detail), ...at };
    const { FailedEntryCount } = await fromAws(() => clientOf(bus).send(new PutEventsCommand({ Entries: [entry] })));
    if (FailedEntryCount) throw new Refusal('Busy', 'the event bus took the event not');
  };
}

function usualClient(region: string | undefined): EventBridgeClient {
  return new EventBridgeClient(region === undefined ? {} : { region });
}
