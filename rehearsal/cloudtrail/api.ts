import * as z from 'zod';
import { type Access, type AwsCall, AwsError, type TrailRecorder } from '../cloud.ts';
import { jsonOperation, parseInput, readJson, replyJson } from '../wire/json.ts';
import type { EventHistory } from './event-history.ts';
import { lookupEvents } from './lookup-events.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Trail } from './trail.ts';
import type { TrailLog } from './trail-log.ts';
import type { Trails } from './trails.ts';

/** What the CloudTrail API works with. */
export interface TrailApi {
  readonly region: string;
  readonly now: () => Date;
  readonly access: Access;
  readonly recorder: TrailRecorder;
  readonly trails: Trails;
  readonly signingKeys: SigningKeys;
  readonly history: EventHistory;
}

/** Answers one request to the CloudTrail API; every call that is answered or refused is itself recorded. */
export const handleTrailCall = async (api: TrailApi, call: AwsCall): Promise<void> => {
  const name = jsonOperation(call);
  const operation = OPERATIONS.get(name);
  if (operation === undefined) {
    throw new AwsError('UnknownOperationException', 400, `The rehearsal does not know the CloudTrail operation '${name}'.`);
  }
  const input = await readJson(call);
  const event = {
    caller: call.caller,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: name,
    category: 'Management',
    readOnly: !WRITES.has(name),
    requestId: call.requestId,
    requestParameters: z.record(z.string(), z.unknown()).catch({}).parse(input),
  } as const;
  try {
    const output = await operation(api, call, input);
    await api.recorder.record(event);
    replyJson(call, output);
  } catch (error) {
    if (error instanceof AwsError) await api.recorder.record({ ...event, errorCode: error.code, errorMessage: error.message });
    throw error;
  }
};

type ApiOperation = (api: TrailApi, call: AwsCall, input: unknown) => unknown;

const WRITES = new Set(['StartLogging', 'StopLogging']);

const named = z.strictObject({ Name: z.string() });

const describeTrails: ApiOperation = (api, call, input) => {
  const schema = z.strictObject({ trailNameList: z.array(z.string()).default([]), includeShadowTrails: z.boolean().optional() });
  const { trailNameList } = parseInput(schema, input);
  api.access.require({ caller: call.caller, action: 'cloudtrail:DescribeTrails', resource: '*' });
  const logs = trailNameList.length === 0 ? api.trails.all() : trailNameList.flatMap((name) => api.trails.find(name) ?? []);
  return { trailList: logs.map((log) => trailView(api, log.trail)) };
};

const listTrails: ApiOperation = (api, call, input) => {
  parseInput(z.strictObject({ NextToken: z.undefined().optional() }), input);
  api.access.require({ caller: call.caller, action: 'cloudtrail:ListTrails', resource: '*' });
  return { Trails: api.trails.all().map(({ trail }) => ({ TrailARN: trail.arn, Name: trail.name, HomeRegion: api.region })) };
};

const getTrail: ApiOperation = (api, call, input) => {
  const log = requireTrail(api, call, { action: 'cloudtrail:GetTrail', name: parseInput(named, input).Name });
  return { Trail: trailView(api, log.trail) };
};

const getTrailStatus: ApiOperation = (api, call, input) => {
  const { state } = requireTrail(api, call, { action: 'cloudtrail:GetTrailStatus', name: parseInput(named, input).Name });
  return {
    IsLogging: state.isLogging,
    StartLoggingTime: state.startedAtMs / 1000,
    ...epochSeconds('StopLoggingTime', state.stoppedAtMs),
    ...epochSeconds('LatestDeliveryTime', state.latestDeliveryMs),
    ...epochSeconds('LatestDigestDeliveryTime', state.latestDigestMs),
    ...(state.latestDeliveryError === undefined ? {} : { LatestDeliveryError: state.latestDeliveryError }),
  };
};

const getEventSelectors: ApiOperation = (api, call, input) => {
  const name = parseInput(z.strictObject({ TrailName: z.string() }), input).TrailName;
  const { trail } = requireTrail(api, call, { action: 'cloudtrail:GetEventSelectors', name });
  const { EventSelectors, AdvancedEventSelectors } = trail.properties;
  const selectors = AdvancedEventSelectors.length > 0 ? { AdvancedEventSelectors } : { EventSelectors };
  return { TrailARN: trail.arn, ...selectors };
};

const setLogging =
  (name: 'StartLogging' | 'StopLogging'): ApiOperation =>
  async (api, call, input) => {
    const log = requireTrail(api, call, { action: `cloudtrail:${name}`, name: parseInput(named, input).Name });
    await log.setLogging(name === 'StartLogging');
    return {};
  };

const listPublicKeys: ApiOperation = async (api, call, input) => {
  const schema = z.strictObject({ StartTime: z.number().optional(), EndTime: z.number().optional(), NextToken: z.undefined().optional() });
  const { StartTime, EndTime } = parseInput(schema, input);
  api.access.require({ caller: call.caller, action: 'cloudtrail:ListPublicKeys', resource: '*' });
  const until = EndTime === undefined ? api.now() : new Date(EndTime * 1000);
  const from = StartTime === undefined ? until : new Date(StartTime * 1000);
  const keys = await api.signingKeys.publicKeys({ from, until, now: api.now() });
  return {
    PublicKeyList: keys.map((key) => ({
      Value: key.value.toString('base64'),
      ValidityStartTime: key.validFrom.getTime() / 1000,
      ValidityEndTime: key.validUntil.getTime() / 1000,
      Fingerprint: key.fingerprint,
    })),
  };
};

const lookup: ApiOperation = (api, call, input) => {
  api.access.require({ caller: call.caller, action: 'cloudtrail:LookupEvents', resource: '*' });
  return lookupEvents(api.history, input);
};

const OPERATIONS: ReadonlyMap<string, ApiOperation> = new Map([
  ['DescribeTrails', describeTrails],
  ['ListTrails', listTrails],
  ['GetTrail', getTrail],
  ['GetTrailStatus', getTrailStatus],
  ['GetEventSelectors', getEventSelectors],
  ['StartLogging', setLogging('StartLogging')],
  ['StopLogging', setLogging('StopLogging')],
  ['ListPublicKeys', listPublicKeys],
  ['LookupEvents', lookup],
]);

/** Authorized on the ARN that the name would have, so that an unknown trail and a forbidden one answer alike to those without rights. */
const requireTrail = (api: TrailApi, call: AwsCall, ask: { readonly action: string; readonly name: string }): TrailLog => {
  const log = api.trails.find(ask.name);
  api.access.require({ caller: call.caller, action: ask.action, resource: log?.trail.arn ?? '*' });
  if (log === undefined) throw new AwsError('TrailNotFoundException', 400, `Unknown trail: ${ask.name}`);
  return log;
};

const epochSeconds = (name: string, ms: number | undefined): Readonly<Record<string, number>> =>
  ms === undefined ? {} : { [name]: ms / 1000 };

const trailView = (api: TrailApi, { name, arn, properties }: Trail) => ({
  Name: name,
  TrailARN: arn,
  HomeRegion: api.region,
  S3BucketName: properties.S3BucketName,
  S3KeyPrefix: properties.S3KeyPrefix,
  KmsKeyId: properties.KMSKeyId,
  IncludeGlobalServiceEvents: properties.IncludeGlobalServiceEvents,
  IsMultiRegionTrail: properties.IsMultiRegionTrail,
  IsOrganizationTrail: false,
  LogFileValidationEnabled: properties.EnableLogFileValidation,
  HasCustomEventSelectors: properties.AdvancedEventSelectors.length + properties.EventSelectors.length > 0,
  HasInsightSelectors: false,
});
