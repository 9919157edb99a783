import * as z from 'zod';
import { derivedColumns } from '../../domain/audit-question.ts';
import { recordId } from '../answer/answer.ts';
import type { OpenStore } from '../ask/ask.ts';

/** A record of the log about a document of the dispatches looked at. */
export interface Logged {
  /** `copy`: of a document out of its drop box, which no statement ever accounts for. */
  readonly kind: 'reading' | 'deposit' | 'link' | 'copy';
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

/** Direct acts, and copies: a copy reads its source, and the event names the bucket that it goes to. */
const acts = `WITH acts AS (
  SELECT ${kindOf} AS kind, event_id, event_time, person, asked_person, upper(box_country) AS country, dispatch_id, object_key,
    response_elements->>'$."x-amz-version-id"' AS version_id, asked_policy, log_bucket, log_key, ordinal
  FROM all_events WHERE ${done} AND kind IS NOT NULL
  UNION ALL
  SELECT 'copy', event_id, event_time, person, asked_person, upper(regexp_extract(copy_source, '-dropbox-([a-z]{2})-', 1)),
    regexp_extract(copy_source, '${derivedColumns.dispatch_id.pattern}', 1), regexp_extract(copy_source, '/([^/?]+/[^/?]+)([?]|$)', 1), NULL, NULL,
    log_bucket, log_key, ordinal
  FROM all_events WHERE error_code IS NULL AND event_source = 's3.amazonaws.com' AND strpos(copy_source, '-dropbox-') > 0
)`;

const text = z.string().nullable();
const rows = z.array(
  z.tuple([
    z.enum(['reading', 'deposit', 'link', 'copy']),
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
    `${acts} SELECT * FROM acts WHERE contains(split($dispatches, ','), dispatch_id)
     ORDER BY event_time, log_bucket, log_key, ordinal`,
    { dispatches: dispatchIds.join(',') },
  );
  const listed = rows
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
    `${acts} SELECT (SELECT count(*) FROM acts WHERE kind IN ('reading', 'copy') AND NOT coalesce(contains(split($dispatches, ','), dispatch_id), false)),
       (SELECT max(event_time) FILTER (event_day <> 'unknown') FROM stored_events)`,
    { dispatches: dispatchIds.join(',') },
  );
  const [[readingsElsewhere, newest]] = z.tuple([z.tuple([z.coerce.number(), text])]).parse(counted.getRowsJson());
  return { acts: oncePerEvent(listed), readingsElsewhere, newest };
}

/** CloudTrail may deliver a record twice. */
function oncePerEvent(listed: readonly Logged[]): readonly Logged[] {
  const seen = new Set<string>();
  return listed.filter(({ kind, eventId }) => {
    const act = `${kind} ${eventId}`;
    const isNew = eventId === null || !seen.has(act);
    seen.add(act);
    return isNew;
  });
}
