import * as z from 'zod';
import { recordId } from '../answer/answer.ts';
import type { OpenStore } from '../ask/ask.ts';

/** A record of the log about a document of the dispatches looked at. */
export interface Logged {
  readonly kind: 'reading' | 'deposit' | 'link';
  readonly eventId: string | null;
  readonly at: string | null;
  readonly person: string | null;
  readonly country: string | null;
  readonly dispatchId: string | null;
  readonly key: string | null;
  readonly versionId: string | null;
  /** Session policy of a link. */
  readonly policy: string | null;
  readonly record: string;
}

export interface LoggedActs {
  readonly acts: readonly Logged[];
  /** Successful readings of drop boxes that belong to none of the dispatches looked at. */
  readonly readingsElsewhere: number;
  /** Time of the newest record in the store; null where it is empty. */
  readonly newest: string | null;
}

const done =
  "error_code IS NULL AND ((event_source = 's3.amazonaws.com' AND box_country IS NOT NULL) OR event_source = 'sts.amazonaws.com')";
const kindOf = `CASE WHEN event_name IN ('GetObject', 'GetObjectTorrent', 'SelectObjectContent') THEN 'reading'
  WHEN event_name IN ('PutObject', 'CompleteMultipartUpload', 'CopyObject') THEN 'deposit'
  WHEN event_name = 'AssumeRole' AND asked_role LIKE '%-reader' THEN 'link' END`;

const text = z.string().nullable();
const rows = z.array(
  z.tuple([
    z.enum(['reading', 'deposit', 'link']),
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    text,
    z.string(),
    z.string(),
    z.coerce.number(),
  ]),
);

/** Every successful reading, deposit and link about these dispatches, from the whole log. */
export async function loggedActs({ engine }: OpenStore, dispatchIds: readonly string[]): Promise<LoggedActs> {
  const result = await engine.runAndReadAll(
    `SELECT ${kindOf} AS kind, event_id, event_time, person, asked_person, upper(box_country), dispatch_id, object_key,
       response_elements->>'$."x-amz-version-id"', asked_policy, log_bucket, log_key, ordinal
     FROM all_events WHERE ${done} AND kind IS NOT NULL AND contains(split($dispatches, ','), dispatch_id)
     ORDER BY event_time, log_bucket, log_key, ordinal`,
    { dispatches: dispatchIds.join(',') },
  );
  const acts = rows
    .parse(result.getRowsJson())
    .map(([kind, eventId, at, person, asked, country, dispatchId, key, versionId, policy, bucket, logKey, ordinal]) => ({
      kind,
      eventId,
      at,
      person: kind === 'link' ? asked : person,
      country,
      dispatchId,
      key,
      versionId,
      policy,
      record: recordId({ logFile: { bucket, key: logKey }, ordinal }),
    }));
  const counted = await engine.runAndReadAll(
    `SELECT count(*) FILTER (${done} AND ${kindOf} = 'reading' AND NOT coalesce(contains(split($dispatches, ','), dispatch_id), false)),
       max(event_time) FILTER (event_day <> 'unknown') FROM all_events`,
    { dispatches: dispatchIds.join(',') },
  );
  const [[readingsElsewhere, newest]] = z.tuple([z.tuple([z.coerce.number(), text])]).parse(counted.getRowsJson());
  return { acts: oncePerEvent(acts), readingsElsewhere, newest };
}

/** CloudTrail may deliver a record twice. */
function oncePerEvent(acts: readonly Logged[]): readonly Logged[] {
  const seen = new Set<string>();
  return acts.filter(({ eventId }) => {
    const isNew = eventId === null || !seen.has(eventId);
    if (eventId !== null) seen.add(eventId);
    return isNew;
  });
}
