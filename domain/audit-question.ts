import { officeRulesForm } from './office-rules.ts';
import type { Language } from './refusal.ts';

/** What a value of a question may be; `parameterForms` says how it is written. */
export type ParameterKind = 'objectKey' | 'person' | 'country' | 'dispatches' | 'timeZone' | 'officeHours' | 'day';

/**
 * One question that an auditor must be able to ask of the CloudTrail log, the same online (Athena) and offline (DuckDB). `where` selects
 * rows of `events e`, whose columns are those of `eventColumns` in both engines; `all_events` is the log without the days asked for.
 * It keeps to what both dialects know; where they part, each has its text. Values are written `$name` and bound, never spliced.
 */
export interface AuditQuestion {
  /** Name of the saved query and of the question on the command line. API: never renamed. */
  readonly id: string;
  readonly titles: Readonly<Record<Language, string>>;
  readonly parameters: Readonly<Record<string, ParameterKind>>;
  readonly where: string | { readonly duckdb: string; readonly athena: string };
}

/** How a value is written, for schemas and for the descriptions of saved queries. */
export const parameterForms: Readonly<Record<ParameterKind, { readonly pattern: RegExp; readonly wanted: string }>> = {
  objectKey: { pattern: /^[^\p{Cc}]{1,1024}$/u, wanted: 'object key of the document (DISPATCH/NUMBER)' },
  person: { pattern: /^[\w+=,.@-]{2,64}$/, wanted: 'person, as the source identity of sessions' },
  country: { pattern: /^[A-Z]{2}$/, wanted: 'country (two capital letters)' },
  dispatches: { pattern: /^[0-9a-hjkmnp-tv-z]{26}(?:,[0-9a-hjkmnp-tv-z]{26})*$/, wanted: 'dispatch ids of the case, with commas between' },
  timeZone: { pattern: /^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/, wanted: 'time zone of the country (Africa/Cairo)' },
  officeHours: {
    pattern: officeRulesForm,
    wanted: 'office hours, as `exchange audit ask` writes them: FIRST-DAY/LAST-DAY/WEEKDAYS/FROM/UNTIL, with commas between',
  },
  day: { pattern: /^\d{4}-\d\d-\d\d$/, wanted: 'day in UTC (YYYY-MM-DD)' },
};

const copySource = `json_extract_scalar(requestparameters, '$["x-amz-copy-source"]')`;

/** Columns of `events` in both engines; what an answer shows is marked. Their source in a record: CloudTrail, "record contents". */
export const eventColumns = [
  { name: 'event_time', shown: true, athena: 'eventtime' },
  { name: 'person', shown: true, athena: 'useridentity.sessioncontext.sourceidentity' },
  { name: 'actor', shown: true, athena: 'coalesce(useridentity.arn, useridentity.invokedby, useridentity.principalid, useridentity.type)' },
  { name: 'event_source', shown: true, athena: 'eventsource' },
  { name: 'event_name', shown: true, athena: 'eventname' },
  { name: 'bucket', shown: true, athena: "json_extract_scalar(requestparameters, '$.bucketName')" },
  { name: 'object_key', shown: true, athena: "json_extract_scalar(requestparameters, '$.key')" },
  { name: 'version_id', shown: true, athena: "json_extract_scalar(requestparameters, '$.versionId')" },
  { name: 'resource', shown: true, athena: 'element_at(resources, 1).arn' },
  { name: 'error_code', shown: true, athena: "nullif(errorcode, '')" },
  { name: 'error_message', shown: true, athena: 'errormessage' },
  { name: 'source_ip', shown: true, athena: 'sourceipaddress' },
  { name: 'account', shown: true, athena: 'recipientaccountid' },
  { name: 'region', shown: true, athena: 'awsregion' },
  { name: 'event_id', shown: true, athena: 'eventid' },
  { name: 'role_arn', shown: false, athena: 'useridentity.sessioncontext.sessionissuer.arn' },
  { name: 'access_key_id', shown: false, athena: 'useridentity.accesskeyid' },
  { name: 'kms_object', shown: false, athena: `json_extract_scalar(requestparameters, '$.encryptionContext["aws:s3:arn"]')` },
  // percent-encoded, as S3 reads it; what is encoded wrongly stays as it is
  { name: 'copy_source', shown: false, athena: `coalesce(try(url_decode(${copySource})), ${copySource})` },
  { name: 'asked_role', shown: false, athena: "json_extract_scalar(requestparameters, '$.roleArn')" },
  { name: 'asked_person', shown: false, athena: "json_extract_scalar(requestparameters, '$.sourceIdentity')" },
  { name: 'asked_policy', shown: false, athena: "json_extract_scalar(requestparameters, '$.policy')" },
  { name: 'issued_key', shown: false, athena: "json_extract_scalar(responseelements, '$.credentials.accessKeyId')" },
] as const;

/** Columns that follow from others by a pattern; a capture that does not match is NULL. */
export const derivedColumns = {
  box_country: {
    of: "coalesce('arn:aws:s3:::' || bucket || '/', kms_object)",
    pattern: '^arn:aws:s3:::[a-z0-9-]+-dropbox-([a-z]{2})-[0-9]{12}/',
  },
  dispatch_id: { of: "coalesce('/' || object_key, kms_object, asked_policy)", pattern: '/([0-9a-hjkmnp-tv-z]{26})/' },
} as const;

/** The text for Athena: `?` in the order of `positions` (docs: Athena, "Using parameterized queries"). */
export function athenaQuery({ where, parameters }: AuditQuestion): { readonly sql: string; readonly positions: readonly string[] } {
  const condition = typeof where === 'string' ? where : where.athena;
  const columns = eventColumns.map(({ name, athena }) => `    ${athena} AS ${name}`);
  const derived = Object.entries(derivedColumns).map(([name, { of, pattern }]) => `    regexp_extract(${of}, '${pattern}', 1) AS ${name}`);
  const shown = eventColumns.filter((column) => column.shown).map(({ name }) => `e.${name}`);
  const positions: string[] = [];
  const bound = condition.replaceAll('all_events', 'events').replaceAll(/\$([a-z_]+)/g, (_, name: string) => {
    if (!(name in parameters)) throw new Error(`the question binds no ${name}`);
    positions.push(name);
    return '?';
  });
  const sql = `WITH records AS (
  SELECT
${columns.join(',\n')},
    try(from_iso8601_timestamp(eventtime)) AS event_at,
    "$path" AS log_file
  FROM cloudtrail
  WHERE "timestamp" BETWEEN ? AND ?
),
events AS (
  SELECT ${eventColumns.map(({ name }) => name).join(', ')}, event_at, log_file,
${derived.join(',\n')}
  FROM records
)
SELECT ${shown.join(', ')}, e.log_file
FROM events e
WHERE ${bound}
ORDER BY e.event_time, e.event_id`;
  return { sql, positions: ['first_day', 'last_day', ...positions] };
}
