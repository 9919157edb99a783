import { deflateRawSync } from 'node:zlib';
import { parsePolicy } from '../../policy/parse.ts';
import { AwsError } from '../cloud.ts';
import { members, type QueryParameters } from '../wire/query.ts';

/** What a caller asks of AssumeRole. */
export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly durationSeconds?: number;
  /** Session policy document, as text. */
  readonly policy?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly externalId?: string;
  readonly sourceIdentity?: string;
}

/** Reads and checks AssumeRole's parameters (STS API: "AssumeRole"); ValidationError in AWS's words, NotImplemented for what is not rehearsed. */
export const readAssumeRole = (parameters: QueryParameters): AssumeRoleInput => {
  refuseUnknown(parameters);
  const durationText = parameters.get('DurationSeconds');
  const input = {
    roleArn: constrained(parameters.get('RoleArn'), { name: 'roleArn', pattern: /^arn:aws:iam::\d{12}:role\/[!-~]{1,2000}$/ }),
    roleSessionName: constrained(parameters.get('RoleSessionName'), { name: 'roleSessionName', pattern: /^[\w+=,.@-]{2,64}$/ }),
    durationSeconds: durationText === undefined ? undefined : readDuration(durationText),
    policy: readPolicy(parameters.get('Policy')),
    tags: readTags(parameters),
    transitiveTagKeys: members(parameters, 'TransitiveTagKeys').map((each) => each.get('') ?? ''),
    externalId: optional(parameters.get('ExternalId'), { name: 'externalId', pattern: /^[\w+=,.@:/-]{2,1224}$/ }),
    sourceIdentity: optional(parameters.get('SourceIdentity'), { name: 'sourceIdentity', pattern: /^[\w+=,.@-]{2,64}$/ }),
  };
  if (input.sourceIdentity?.toLowerCase().startsWith('aws:')) throw invalid('sourceIdentity', 'must not begin with aws:');
  requireKnownTransitive(input);
  return input;
};

/** STS packs session policy and tags into a form with a limit of its own that AWS does not publish; this is the share of ours in use. */
export const packedSizePercent = (input: Pick<AssumeRoleInput, 'policy' | 'tags'>): number | undefined => {
  if (input.policy === undefined && Object.keys(input.tags).length === 0) return undefined;
  const packed = deflateRawSync(JSON.stringify([input.policy ?? '', input.tags])).length;
  return Math.ceil((packed * 100) / PACKED_LIMIT_BYTES);
};

const MAX_POLICY_CHARACTERS = 2048;
const PACKED_LIMIT_BYTES = 2048;
const MAX_TAGS = 50;
const KNOWN =
  /^(Action|Version|RoleArn|RoleSessionName|DurationSeconds|Policy|ExternalId|SourceIdentity|Tags\.member\.\d+\.(Key|Value)|TransitiveTagKeys\.member\.\d+)$/;

const refuseUnknown = (parameters: QueryParameters): void => {
  const unknown = [...parameters.keys()].find((name) => !KNOWN.test(name));
  if (unknown !== undefined) throw new AwsError('NotImplemented', 501, `The rehearsal does not know the AssumeRole parameter ${unknown}.`);
};

const invalid = (name: string, reason: string): AwsError =>
  new AwsError('ValidationError', 400, `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member ${reason}`);

interface Constraint {
  readonly name: string;
  readonly pattern: RegExp;
}

const constrained = (value: string | undefined, { name, pattern }: Constraint): string => {
  if (value === undefined) throw invalid(name, 'must not be null');
  if (!pattern.test(value)) throw invalid(name, `must satisfy regular expression pattern: ${pattern.source}`);
  return value;
};

const optional = (value: string | undefined, constraint: Constraint): string | undefined =>
  value === undefined ? undefined : constrained(value, constraint);

const readDuration = (text: string): number => {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seconds)) throw invalid('durationSeconds', 'must be a number');
  if (seconds < 900) throw invalid('durationSeconds', 'must have value greater than or equal to 900');
  if (seconds > 43_200) throw invalid('durationSeconds', 'must have value less than or equal to 43200');
  return seconds;
};

const readPolicy = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  if (text.length > MAX_POLICY_CHARACTERS) throw invalid('policy', `must have length less than or equal to ${MAX_POLICY_CHARACTERS}`);
  try {
    const policy = parsePolicy('session policy', JSON.parse(text));
    if (policy.statements.some((statement) => statement.principals !== undefined || statement.resources === undefined))
      throw new Error('principals');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable';
    throw new AwsError('MalformedPolicyDocument', 400, `The session policy is malformed: ${reason}`);
  }
  return text;
};

const readTags = (parameters: QueryParameters): Readonly<Record<string, string>> => {
  const records = members(parameters, 'Tags');
  if (records.length > MAX_TAGS) throw invalid('tags', `must have length less than or equal to ${MAX_TAGS}`);
  const tags = records.map(
    (each) =>
      [
        constrained(each.get('Key'), { name: 'tags.key', pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u }),
        constrained(each.get('Value'), { name: 'tags.value', pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u }),
      ] as const,
  );
  const keys = new Set(tags.map(([key]) => key.toLowerCase()));
  if (keys.size < tags.length) throw new AwsError('InvalidParameterValue', 400, 'Duplicate tag keys found. Tag keys are case insensitive.');
  if ([...keys].some((key) => key.startsWith('aws:')))
    throw new AwsError('InvalidParameterValue', 400, 'Tag keys must not begin with aws:');
  return Object.fromEntries(tags);
};

const requireKnownTransitive = (input: { readonly tags: AssumeRoleInput['tags']; readonly transitiveTagKeys: readonly string[] }): void => {
  const unknown = input.transitiveTagKeys.some((key) => !Object.hasOwn(input.tags, key));
  if (unknown) throw new AwsError('InvalidParameterValue', 400, 'The specified transitive tag key must be included in the requested tags.');
};
