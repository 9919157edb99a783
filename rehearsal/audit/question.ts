import type { Entry } from './entry.ts';

/** What of the log a reader asks to see. Absent: no matter. */
export interface Question {
  readonly country?: string;
  /** Any case. */
  readonly event?: string;
  readonly refusedOnly: boolean;
  /** Id of the record before which the page begins; without it the page begins with the newest. */
  readonly olderThan?: string;
  /** Reload the page by itself. */
  readonly live: boolean;
}

/** Reads the address of the page; what is no filter counts as none. */
export function questionIn(parameters: URLSearchParams): Question {
  const country = parameters.get('country') ?? '';
  const event = (parameters.get('event') ?? '').trim();
  const olderThan = parameters.get('before') ?? '';
  return {
    ...(/^[A-Z]{2}$/.test(country) && { country }),
    ...(event !== '' && { event: event.slice(0, 64) }),
    refusedOnly: parameters.get('refused') === 'on',
    ...(eventId.test(olderThan) && { olderThan }),
    live: parameters.get('live') === 'on',
  };
}

/** A CloudTrail event id. */
export const eventId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Address of the page that answers the question. */
export function addressOf({ country, event, refusedOnly, olderThan, live }: Question): string {
  const parameters = new URLSearchParams({
    ...(country && { country }),
    ...(event && { event }),
    ...(refusedOnly && { refused: 'on' }),
    ...(olderThan && { before: olderThan }),
    ...(live && { live: 'on' }),
  });
  return parameters.size === 0 ? '/audit' : `/audit?${parameters}`;
}

export function matches(entry: Entry, { country, event, refusedOnly }: Question): boolean {
  if (country && !entry.countries.includes(country)) return false;
  if (event && entry.name.toLowerCase() !== event.toLowerCase()) return false;
  return !refusedOnly || entry.errorCode !== undefined;
}
