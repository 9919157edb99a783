import { derivedColumns, eventColumns } from '../../domain/audit-question.ts';
import { literal } from '../duckdb.ts';
import { columnPaths } from '../record.ts';

/** Fields of a record that are read whole, as text. Of everything below them the raw JSON is kept. */
const scalars = {
  eventTime: 'event_time',
  eventSource: 'event_source',
  eventName: 'event_name',
  awsRegion: 'region',
  sourceIPAddress: 'source_ip',
  userAgent: 'user_agent',
  errorCode: 'error_code',
  errorMessage: 'error_message',
  eventID: 'event_id',
  recipientAccountId: 'account',
  eventVersion: 'event_version',
  eventCategory: 'event_category',
  eventType: 'event_type',
  readOnly: 'read_only',
  requestID: 'request_id',
  sharedEventID: 'shared_event_id',
} as const;

const containers = {
  userIdentity: 'user_identity',
  requestParameters: 'request_parameters',
  responseElements: 'response_elements',
  additionalEventData: 'additional_event_data',
  resources: 'resources',
  serviceEventDetails: 'service_event_details',
} as const;

/** What is read: gzip files of one line as CloudTrail delivers them, or lines of salvaged records with the ordinal of the first in each. */
export interface Reading {
  readonly paths: readonly string[];
  /** Of the first path; the others follow. Rows name their file by it: its entry in the index of the store says the rest. */
  readonly firstNumber: number;
  readonly form: 'delivered' | 'salvaged';
  /** Of the largest JSON value in a file, uncompressed. */
  readonly largestBytes: number;
}

/**
 * The select that makes rows of records: an explicit schema in which nothing is guessed (a field of another type becomes text), unknown
 * fields are left to the raw files. Parquet keeps what this selects.
 */
export function selectRecords({ paths, firstNumber, form, largestBytes }: Reading): string {
  const list = `[${paths.map(literal).join(', ')}]`;
  const schema = [...Object.keys(scalars).map((name) => `${name} VARCHAR`), ...Object.keys(containers).map((name) => `${name} JSON`)];
  const columns = `{Records: 'STRUCT(${schema.join(', ')})[]'${form === 'salvaged' ? ", first: 'BIGINT'" : ''}}`;
  const first = form === 'salvaged' ? 'first' : '0';
  return `SELECT ${selected.join(', ')}, ${derived.join(', ')}, ${dayExpression} AS event_day, ordinal, log_file
FROM (
  SELECT ${opened.join(', ')}, ordinal, log_file
  FROM (
    SELECT r.*, ${extracted.join(', ')}, ordinal, log_file
    FROM (
      SELECT unnest("Records") AS r, ${first} + generate_subscripts("Records", 1) - 1 AS ordinal,
        CAST(${firstNumber} + file_index AS INTEGER) AS log_file
      FROM read_json(${list}, format = 'newline_delimited', columns = ${columns}, maximum_object_size = ${Math.max(largestBytes + 1024, leastBufferBytes)})
    )
  )
)`;
}

type Steps = readonly (string | number)[];

interface Path {
  readonly container: string;
  /** Below it. */
  readonly steps: Steps;
}

const pathsOf = (name: keyof typeof columnPaths): readonly Path[] =>
  columnPaths[name].flatMap(([container, ...steps]) => (steps.length === 0 ? [] : [{ container, steps }]));

/** What is looked for in a JSON value, as the engine's json_transform takes it. What is of another shape gives NULL. */
type Shape = 'VARCHAR' | readonly [Shape] | { readonly [name: string]: Shape };

function shapeOf(paths: readonly Steps[]): Shape {
  const below = (name?: string): Shape => shapeOf(paths.filter(([step]) => name === undefined || step === name).map(([, ...rest]) => rest));
  const [[step] = []] = paths;
  if (step === undefined) return 'VARCHAR';
  if (typeof step === 'number') return [below()];
  return Object.fromEntries(paths.map(([name]) => [String(name), below(String(name))]));
}

const nested = eventColumns.flatMap(({ name }) => pathsOf(name));

// every path of a container in one call: its JSON is parsed once
const extracted = [...new Set(nested.map(({ container }) => container))].map((container) => {
  const shape = shapeOf(nested.filter((path) => path.container === container).map(({ steps }) => steps));
  return `json_transform(r.${container}, ${literal(JSON.stringify(shape))}) AS of_${container}`;
});

const opened = [
  ...Object.entries(scalars).map(([field, name]) => (name === 'error_code' ? `nullif(${field}, '') AS ${name}` : `${field} AS ${name}`)),
  ...Object.entries(containers).map(([field, name]) => `CAST(${field} AS VARCHAR) AS ${name}`),
  ...eventColumns.flatMap(({ name }) => {
    const found = pathsOf(name).map(({ container, steps }) => `of_${container}${steps.map(accessTo).join('')}`);
    return found.length === 0 ? [] : [`${found.length === 1 ? found[0] : `coalesce(${found.join(', ')})`} AS ${name}`];
  }),
];

function accessTo(step: string | number): string {
  return typeof step === 'number' ? `[${step + 1}]` : `."${step}"`;
}

const selected = [
  ...eventColumns.map(({ name }) => name),
  ...[...Object.values(scalars), ...Object.values(containers)].filter((name) => !eventColumns.some((column) => column.name === name)),
];

/** The engine keeps twice this for each file that it reads at a time, in memory that is new to it: no more than is needed. */
const leastBufferBytes = 2 ** 20;

/** A condition under which a derived column is a piece at a known position, and the piece. */
type UsualForm = readonly [when: string, piece: string];

/** Captures cost the engine most of a regular expression: the usual forms are cut by position, and what has another form by capture. */
const usualForms: ReadonlyMap<string, readonly UsualForm[]> = new Map([
  [
    'box_country',
    [
      ["regexp_full_match(bucket, '[a-z0-9-]+-dropbox-[a-z]{2}-[0-9]{12}')", 'substr(bucket, length(bucket) - 14, 2)'],
      [
        "bucket IS NULL AND regexp_matches(kms_object, '^arn:aws:s3:::[a-z0-9-]+-dropbox-[a-z]{2}-[0-9]{12}/')",
        "substr(kms_object, strpos(kms_object, '/') - 15, 2)",
      ],
    ],
  ],
  [
    'dispatch_id',
    [
      ["regexp_matches(object_key, '^[0-9a-hjkmnp-tv-z]{26}/')", 'substr(object_key, 1, 26)'],
      [
        "object_key IS NULL AND regexp_matches(kms_object, '^[^/]*/[0-9a-hjkmnp-tv-z]{26}/')",
        "substr(kms_object, strpos(kms_object, '/') + 1, 26)",
      ],
    ],
  ],
] as const);

const derived = Object.entries(derivedColumns).map(([name, { of, pattern }]) => {
  const usual = (usualForms.get(name) ?? []).map(([when, piece]) => ` WHEN ${when} THEN ${piece}`);
  return `CASE${usual.join('')} WHEN true THEN nullif(regexp_extract(${of}, '${pattern}', 1), '') END AS ${name}`;
});

/** What a row of the store holds, as text, and then by numbers where it stands. */
export const storedColumns: readonly string[] = [...selected, ...Object.keys(derivedColumns), 'event_day'];

/** As `timePattern`, in the dialect of the engine's RE2. */
const dayExpression = `CASE WHEN regexp_full_match(event_time, '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?Z')
    THEN substr(event_time, 1, 10) ELSE 'unknown' END`;
