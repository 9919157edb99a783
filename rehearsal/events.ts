import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { type AwsCall, AwsError, type BusEvent, type Cloud, type EmbeddedService, type EventSink } from './cloud.ts';
import { transformed } from './events/input.ts';
import { parsePattern } from './events/pattern.ts';
import { type Rule, type RuleTarget, ruleOf } from './events/rule.ts';
import type { EmbeddedLambda } from './lambda.ts';
import type { EmbeddedSns } from './sns.ts';
import { Spool } from './spool.ts';
import { jsonOperation, parseInput, readJson } from './wire/json.ts';

export interface EventsProps {
  readonly cloud: Cloud;
  readonly lambda: () => EmbeddedLambda;
  readonly sendToQueue: (queueArn: string, body: string) => Promise<void>;
  /** @default no rule may have a topic as its target */
  readonly publish?: EmbeddedSns['publishFor'];
  /** Stands between an event and its rules: tests drop, repeat, delay and reorder here. @default passes it on */
  readonly deliver?: (event: Envelope, pass: (event: Envelope) => Promise<void>) => Promise<void>;
}

export interface EmbeddedEvents {
  readonly service: EmbeddedService;
  readonly sink: EventSink;
  readonly start: () => void;
  /** Starts the targets of a scheduled rule now. Throws where there is no such rule. */
  readonly runSchedule: (ruleName: string) => Promise<void>;
  readonly idle: () => Promise<void>;
  readonly busy: () => boolean;
}

/** An event as targets get it (docs: "Events in Amazon EventBridge"). */
const envelope = z.object({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});
export type Envelope = z.infer<typeof envelope>;

const putEventsInput = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string().min(1),
        DetailType: z.string().min(1).max(128),
        Detail: z.string(),
        Resources: z.array(z.string()).default([]),
        EventBusName: z.string().default('default'),
        Time: z.number().optional(),
      }),
    )
    .min(1)
    .max(10),
});

/** EventBridge's default bus: events are on disk before they are acknowledged and reach every matching rule at least once, also after a restart. */
export function createEvents(props: EventsProps): EmbeddedEvents {
  const { cloud } = props;
  const rules = new Map<string, Rule>();
  const route = async (event: Envelope): Promise<void> => {
    for (const rule of rules.values()) if (rule.matches?.(event)) await toTargets(props, rule, event);
  };
  const spool = new Spool({
    folder: join(cloud.stateDir, 'events', 'pending'),
    schema: envelope,
    deliver: (event) => (props.deliver ? props.deliver(event, route) : route(event)),
    attempts: () => 5,
    report: cloud.report,
    retryDelayMs: (attempt) => attempt * 500,
    giveUp: async (event, cause) =>
      cloud.report(`an event of ${event.source} was not delivered: ${cause instanceof Error ? cause.message : cause}`),
  });
  const publish = (event: BusEvent, time: Date): Promise<void> => {
    return spool.put({
      version: '0',
      id: randomUUID(),
      'detail-type': event.detailType,
      source: event.source,
      account: cloud.accountId,
      time: `${time.toISOString().slice(0, 19)}Z`,
      region: cloud.region,
      resources: [...event.resources],
      detail: { ...event.detail },
    });
  };
  const timers = new Map<string, NodeJS.Timeout>();
  let started = false;
  const schedule = (rule: Rule): void => {
    clearInterval(timers.get(rule.arn));
    timers.delete(rule.arn);
    if (started && rule.everyMs)
      timers.set(rule.arn, setInterval(() => void toTargets(props, rule, scheduled(cloud, rule)), rule.everyMs).unref());
  };
  const service: EmbeddedService = {
    scopes: ['events'],
    handle: (call) => putEvents({ cloud, publish }, call),
    resourceTypes: {
      'AWS::Events::Rule': async (resource) => {
        const rule = ruleOf(resource, { region: cloud.region, accountId: cloud.accountId, parsePattern });
        rules.set(rule.arn, rule);
        schedule(rule);
        return { ref: rule.name, attributes: { Arn: rule.arn } };
      },
    },
    removals: {
      'AWS::Events::Rule': async ({ attributes: { Arn = '' } }) => {
        rules.delete(Arn);
        clearInterval(timers.get(Arn));
        timers.delete(Arn);
      },
    },
    open: () => spool.open(),
    close: async () => {
      for (const timer of timers.values()) clearInterval(timer);
      await spool.close();
    },
  };
  return {
    service,
    sink: { put: (event) => publish(event, cloud.now()) },
    start: () => {
      spool.start();
      started = true;
      for (const rule of rules.values()) schedule(rule);
    },
    runSchedule: async (ruleName) => {
      const rule = [...rules.values()].find(({ name, everyMs }) => name === ruleName && everyMs);
      if (!rule) throw new Error(`no scheduled rule ${ruleName}`);
      await toTargets(props, rule, scheduled(cloud, rule));
    },
    idle: () => spool.idle(),
    busy: () => spool.busy,
  };
}

async function toTargets(props: EventsProps, rule: Rule, event: Envelope): Promise<void> {
  const { cloud, sendToQueue } = props;
  for (const target of rule.targets) {
    try {
      await toTarget(props, { rule, target, event });
    } catch (cause) {
      cloud.report(`${rule.name} could not start its target: ${cause instanceof Error ? cause.message : cause}`);
      if (!target.deadLetterArn) throw cause;
      await sendToQueue(target.deadLetterArn, JSON.stringify(event));
    }
  }
}

interface Addressed {
  readonly rule: Rule;
  readonly target: RuleTarget;
  readonly event: Envelope;
}

async function toTarget({ lambda, publish }: EventsProps, { rule, target, event }: Addressed): Promise<void> {
  const { arn, input } = target;
  if (!arn.startsWith('arn:aws:sns:')) return lambda().queueAs({ service: 'events.amazonaws.com', sourceArn: rule.arn }, arn, event);
  if (!publish) throw new Error('there is no SNS here');
  await publish(rule.arn, arn, input ? transformed(input, event) : JSON.stringify(event));
}

interface Publishing {
  readonly cloud: Cloud;
  readonly publish: (event: BusEvent, time: Date) => Promise<void>;
}

/** docs: EventBridge API, PutEvents. */
async function putEvents({ cloud, publish }: Publishing, call: AwsCall): Promise<void> {
  if (jsonOperation(call) !== 'PutEvents') throw new AwsError('UnknownOperationException', 400, 'Only PutEvents is rehearsed.');
  const { Entries } = parseInput(putEventsInput, await readJson(call));
  const answers: unknown[] = [];
  for (const entry of Entries) {
    if (entry.Source.startsWith('aws.'))
      throw new AwsError('NotAuthorizedForSourceException', 400, 'Sources that begin with aws. belong to AWS.');
    cloud.access.require({
      caller: call.caller,
      action: 'events:PutEvents',
      resource: `arn:aws:events:${cloud.region}:${cloud.accountId}:event-bus/${entry.EventBusName.split('/').at(-1)}`,
      context: { 'events:source': entry.Source, 'events:detail-type': entry.DetailType },
    });
    const detail = detailOf(entry.Detail);
    if (!detail) answers.push({ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' });
    else {
      await publish({ source: entry.Source, detailType: entry.DetailType, resources: entry.Resources, detail }, cloud.now());
      answers.push({ EventId: randomUUID() });
    }
  }
  const failed = answers.filter((answer) => typeof answer === 'object' && answer !== null && 'ErrorCode' in answer).length;
  call.response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  call.response.end(JSON.stringify({ FailedEntryCount: failed, Entries: answers }));
}

function detailOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function scheduled(cloud: Cloud, rule: Rule): Envelope {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: cloud.accountId,
    time: `${cloud.now().toISOString().slice(0, 19)}Z`,
    region: cloud.region,
    resources: [rule.arn],
    detail: {},
  };
}
