import { join } from 'node:path';
import type { Access, EmbeddedService, EventSink, TrailEvent, TrailRecorder } from './cloud.ts';
import { handleTrailCall } from './cloudtrail/api.ts';
import type { LogArchive } from './cloudtrail/archive.ts';
import { EventHistory } from './cloudtrail/event-history.ts';
import { recordOf, type TrailRecord } from './cloudtrail/record.ts';
import { SigningKeys } from './cloudtrail/signing-keys.ts';
import type { ShowRecord } from './cloudtrail/trail-log.ts';
import { Trails } from './cloudtrail/trails.ts';

export interface CloudTrailProps {
  readonly accountId: string;
  readonly region: string;
  readonly stateDir: string;
  readonly now: () => Date;
  /** `http://127.0.0.1:PORT` at which the services answer: the host that records name. */
  readonly endpoint: () => string;
  readonly access: Access;
  readonly archive: LogArchive;
  readonly events: EventSink;
  readonly report: (line: string) => void;
  /** How often log files are delivered. @default 60; 0 for only when asked. */
  readonly deliverySeconds?: number;
}

export interface EmbeddedCloudTrail {
  readonly service: EmbeddedService;
  readonly recorder: TrailRecorder;
  /** Delivers everything recorded so far into the archive. Throws where the archive refuses it; nothing is lost then. */
  readonly flush: () => Promise<void>;
  /** Delivers, then writes a signed digest of every trail that validates its files. */
  readonly digest: () => Promise<void>;
  /** Shows a trail's newest records, newest first, as long as more are wanted, and tells when its next digest is due. */
  readonly browse: (trailArn: string, show: ShowRecord) => Promise<{ readonly digestDue: Date }>;
}

const DIGEST_EVERY_MS = 3600 * 1000;

/** CloudTrail: records calls, delivers log files and signed digests in the real format, passes what it logs on to EventBridge. */
export const createCloudTrail = (props: CloudTrailProps): EmbeddedCloudTrail => {
  const dir = join(props.stateDir, 'cloudtrail');
  const signingKeys = new SigningKeys(dir);
  const trails = new Trails({ ...props, dir, signingKeys });
  const history = new EventHistory();
  const recorder: TrailRecorder = { record: (event) => record(props, { trails, history }, event) };
  const flush = async (): Promise<void> => {
    for (const log of trails.all()) await log.deliver();
  };
  const digest = async (): Promise<void> => {
    for (const log of trails.all()) await log.digest();
  };
  const browse: EmbeddedCloudTrail['browse'] = async (trailArn, show) => {
    const log = trails.find(trailArn);
    if (log === undefined) throw new Error(`no trail ${trailArn}`);
    await log.browse(show);
    return { digestDue: new Date(log.state.digestStartMs + DIGEST_EVERY_MS) };
  };
  let timer: NodeJS.Timeout | undefined;
  const service: EmbeddedService = {
    scopes: ['cloudtrail'],
    handle: (call) => handleTrailCall({ ...props, recorder, trails, signingKeys, history }, call),
    resourceTypes: { 'AWS::CloudTrail::Trail': trails.provision },
    removals: { 'AWS::CloudTrail::Trail': trails.remove },
    open: async () => {
      await signingKeys.open();
      await trails.open();
      timer = startTimer(props, { trails, flush });
    },
    close: async () => {
      clearInterval(timer);
      for (const log of trails.all()) await log.close();
    },
  };
  return { service, recorder, flush, digest, browse };
};

interface Recording {
  readonly trails: Trails;
  readonly history: EventHistory;
}

const record = async (props: CloudTrailProps, { trails, history }: Recording, event: TrailEvent): Promise<void> => {
  const { accountId, region } = props;
  const written = recordOf(event, { accountId, region, now: props.now(), host: new URL(props.endpoint()).host });
  history.add(written, event);
  const logging = trails.all().filter((log) => log.logs(event));
  if (logging.length === 0) return;
  await Promise.all(logging.map((log) => log.append(written, event)));
  // the bus of another Region is not here
  if (written.awsRegion === region && reachesEventBridge(written)) await passOn(props, written);
};

/** Read-only management events stay out unless a rule asks for them in its state (EventBridge: "AWS service events via CloudTrail"). */
const reachesEventBridge = (written: TrailRecord): boolean => !(written.managementEvent && written.readOnly);

/** Best effort, as in AWS: the log is the truth, the event is only fast. */
const passOn = async (props: CloudTrailProps, written: TrailRecord): Promise<void> => {
  const source = `aws.${written.eventSource.split('.', 1)[0] ?? ''}`;
  try {
    // Through JSON, so that fields without a value are absent and not undefined.
    const detail: Record<string, unknown> = JSON.parse(JSON.stringify(written));
    await props.events.put({ source, detailType: 'AWS API Call via CloudTrail', resources: [], detail });
  } catch (error) {
    props.report(`cloudtrail: an event did not reach EventBridge: ${String(error)}`);
  }
};

const startTimer = (props: CloudTrailProps, { trails, flush }: { readonly trails: Trails; readonly flush: () => Promise<void> }) => {
  const seconds = props.deliverySeconds ?? 60;
  if (seconds === 0) return undefined;
  const tick = async (): Promise<void> => {
    await flush();
    for (const log of trails.all()) {
      if (log.state.isLogging && props.now().getTime() - log.state.digestStartMs >= DIGEST_EVERY_MS) await log.digest();
    }
  };
  const timer = setInterval(() => {
    tick().catch((error: unknown) => props.report(`cloudtrail: delivery failed and will be tried again: ${String(error)}`));
  }, seconds * 1000);
  timer.unref();
  return timer;
};
