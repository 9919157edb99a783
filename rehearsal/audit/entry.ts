import * as z from 'zod';
import type { RecordPlace, Standing } from '../cloudtrail/trail-log.ts';

/** One CloudTrail record as the audit page lists it. Every text is data: it is escaped where it is shown. */
export interface Entry {
  readonly id: string;
  /** UTC, to the second. */
  readonly at: string;
  readonly who: Who;
  /** `GetObject` */
  readonly name: string;
  /** `s3` */
  readonly service: string;
  /** What it was done to, most telling first. */
  readonly targets: readonly string[];
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly standing: Standing;
  /** Countries whose resources act or are acted upon. */
  readonly countries: readonly string[];
  readonly json: string;
  /** Where it stands in the archive; absent until it is delivered. */
  readonly place?: RecordPlace;
}

export interface Who {
  /** Session name, user name, service, or what kind of stranger. */
  readonly name: string;
  readonly sourceIdentity?: string;
  readonly role?: string;
  /** The AWS service that called in this one's name. */
  readonly through?: string;
}

/** The country whose stack holds a resource, given by its name, id or ARN. */
export type CountryOf = (resource: string) => string | undefined;

/** Reads one line of the log (CloudTrail: "CloudTrail record contents"). */
export function entryOf(
  line: string,
  standing: Standing,
  { countryOf, place }: { readonly countryOf: CountryOf; readonly place?: RecordPlace },
): Entry {
  const parsed = record.parse(JSON.parse(line));
  const who = whoOf(parsed.userIdentity);
  const named = namesIn(parsed);
  const countries = [...new Set([...named, ...actorsIn(parsed.userIdentity)].flatMap((name) => countryOf(resourceOf(name)) ?? []))];
  return {
    id: parsed.eventID,
    at: parsed.eventTime,
    who,
    name: parsed.eventName,
    service: parsed.eventSource.split('.', 1)[0] ?? '',
    targets: targetsOf(parsed, named),
    ...(parsed.errorCode !== undefined && { errorCode: parsed.errorCode }),
    ...(parsed.errorMessage !== undefined && { errorMessage: parsed.errorMessage }),
    standing,
    countries,
    json: line,
    ...(place !== undefined && { place }),
  };
}

const text = z.string().optional();
const identity = z.object({
  type: z.string(),
  arn: text,
  accountId: text,
  principalId: text,
  userName: text,
  invokedBy: text,
  sessionContext: z.object({ sourceIdentity: text, sessionIssuer: z.object({ arn: text, userName: text }).optional() }).optional(),
});
const record = z.object({
  eventID: z.string(),
  eventTime: z.string(),
  eventName: z.string(),
  eventSource: z.string(),
  userIdentity: identity,
  errorCode: text,
  errorMessage: text,
  requestParameters: z.record(z.string(), z.unknown()).nullish(),
  resources: z.array(z.object({ ARN: z.string().optional() })).optional(),
});
type Parsed = z.infer<typeof record>;
type Identity = z.infer<typeof identity>;

function whoOf({ type, arn, accountId, principalId, userName, invokedBy, sessionContext }: Identity): Who {
  const through = type !== 'AWSService' && invokedBy !== undefined ? { through: invokedBy } : {};
  if (type !== 'AssumedRole') return { name: userName ?? invokedBy ?? arn ?? accountId ?? type, ...through };
  const { sourceIdentity, sessionIssuer } = sessionContext ?? {};
  return {
    name: arn?.split('/').at(-1) ?? principalId?.split(':').at(-1) ?? type,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(sessionIssuer?.userName !== undefined && { role: sessionIssuer.userName }),
    ...through,
  };
}

function actorsIn({ arn, sessionContext }: Identity): readonly string[] {
  return [arn, sessionContext?.sessionIssuer?.arn].filter((name) => name !== undefined);
}

/** Parameters that name a resource. */
const naming = ['bucketName', 'keyId', 'roleArn', 'tableName', 'functionName', 'name', 'Name'];

function namesIn({ requestParameters, resources = [] }: Parsed): readonly string[] {
  const parameters = naming.map((name) => requestParameters?.[name]).filter((value) => typeof value === 'string');
  return [...new Set([...resources.flatMap(({ ARN }) => ARN ?? []), ...parameters])];
}

/** Of an object the bucket, of a function's or role's session the resource itself. */
function resourceOf(name: string): string {
  return name.startsWith('arn:aws:s3:::') ? (name.split('/', 1)[0] ?? name) : name;
}

/** For S3 the bucket and key, for KMS the document whose key is used, otherwise the resources named. */
function targetsOf({ requestParameters, eventSource }: Parsed, named: readonly string[]): readonly string[] {
  const { bucketName, key, encryptionContext } = requestParameters ?? {};
  if (eventSource === 's3.amazonaws.com' && typeof bucketName === 'string') {
    return [typeof key === 'string' ? `${bucketName}/${key}` : bucketName];
  }
  const context = z.record(z.string(), z.string()).safeParse(encryptionContext);
  const documents = context.success ? [context.data['aws:s3:arn']].filter((arn) => arn !== undefined) : [];
  const short = [...documents, ...named].map((name) => name.replace(/^arn:aws:s3:::/, ''));
  // the same key by its id and by its ARN
  return short.filter((name) => !short.some((other) => other !== name && other.endsWith(`/${name}`)));
}
