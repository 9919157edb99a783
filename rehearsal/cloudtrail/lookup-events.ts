import * as z from 'zod';
import { parseInput } from '../wire/json.ts';
import type { EventHistory, RememberedEvent } from './event-history.ts';

const input = z.strictObject({
  LookupAttributes: z
    .array(
      z.strictObject({
        AttributeKey: z.enum([
          'EventId',
          'EventName',
          'ReadOnly',
          'Username',
          'ResourceType',
          'ResourceName',
          'EventSource',
          'AccessKeyId',
        ]),
        AttributeValue: z.string().min(1).max(2000),
      }),
    )
    .max(1)
    .default([]),
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
});
type LookupInput = z.infer<typeof input>;
type Attribute = LookupInput['LookupAttributes'][number];

/** LookupEvents over the recent management events, newest first (CloudTrail API: "LookupEvents"). */
export const lookupEvents = (history: EventHistory, body: unknown) => {
  const asked = parseInput(input, body);
  const found = history.events().filter((event) => inSpan(event, asked) && asked.LookupAttributes.every((each) => matches(event, each)));
  const from = Number(asked.NextToken ?? '0');
  const until = from + asked.MaxResults;
  const rest = until < found.length ? { NextToken: String(until) } : {};
  return { Events: found.slice(from, until).map(view), ...rest };
};

const inSpan = ({ record }: RememberedEvent, { StartTime, EndTime }: LookupInput): boolean => {
  const seconds = Date.parse(record.eventTime) / 1000;
  return (StartTime === undefined || seconds >= StartTime) && (EndTime === undefined || seconds <= EndTime);
};

const matches = (event: RememberedEvent, { AttributeKey, AttributeValue }: Attribute): boolean => {
  const { record } = event;
  const resources = record.resources ?? [];
  switch (AttributeKey) {
    case 'EventId':
      return record.eventID === AttributeValue;
    case 'EventName':
      return record.eventName === AttributeValue;
    case 'EventSource':
      return record.eventSource === AttributeValue;
    case 'ReadOnly':
      return String(record.readOnly) === AttributeValue;
    case 'Username':
      return event.userName === AttributeValue;
    case 'AccessKeyId':
      return event.accessKeyId === AttributeValue;
    case 'ResourceType':
      return resources.some((each) => each.type === AttributeValue);
    case 'ResourceName':
      return resources.some((each) => each.ARN === AttributeValue);
  }
};

const view = ({ record, userName, accessKeyId }: RememberedEvent) => ({
  EventId: record.eventID,
  EventName: record.eventName,
  ReadOnly: String(record.readOnly),
  AccessKeyId: accessKeyId,
  EventTime: Date.parse(record.eventTime) / 1000,
  EventSource: record.eventSource,
  Username: userName,
  Resources: (record.resources ?? []).map((each) => ({ ResourceType: each.type, ResourceName: each.ARN })),
  CloudTrailEvent: JSON.stringify(record),
});
