import * as z from 'zod';
import type { TrailEvent } from '../cloud.ts';

/** Says whether a trail logs an event. */
export type EventFilter = (event: TrailEvent) => boolean;

const values = z.array(z.string().min(1).max(2048)).min(1).max(500).optional();
const fieldSelector = z.strictObject({
  Field: z.enum(['eventCategory', 'eventName', 'eventSource', 'readOnly', 'resources.type', 'resources.ARN']),
  Equals: values,
  NotEquals: values,
  StartsWith: values,
  NotStartsWith: values,
  EndsWith: values,
  NotEndsWith: values,
});
type FieldSelector = z.infer<typeof fieldSelector>;

/** CloudTrail API: "AdvancedEventSelector". Other fields than these are refused. */
export const advancedEventSelectors = z
  .array(z.strictObject({ Name: z.string().max(1000).optional(), FieldSelectors: z.array(fieldSelector).min(1) }))
  .refine(
    (selectors) => selectors.every((each) => category(each.FieldSelectors) !== undefined),
    'eventCategory must be Equals Management or Data',
  )
  .refine((selectors) => selectors.every((each) => dataNamesType(each.FieldSelectors)), 'A Data selector needs resources.type Equals');
export type AdvancedEventSelectors = z.infer<typeof advancedEventSelectors>;

/** CloudTrail API: "EventSelector". */
export const eventSelectors = z
  .array(
    z.strictObject({
      ReadWriteType: z.enum(['All', 'ReadOnly', 'WriteOnly']).default('All'),
      IncludeManagementEvents: z.boolean().default(true),
      ExcludeManagementEventSources: z.array(z.string()).default([]),
      DataResources: z.array(z.strictObject({ Type: z.literal('AWS::S3::Object'), Values: z.array(z.string()).default([]) })).default([]),
    }),
  )
  .max(5);
export type EventSelectors = z.infer<typeof eventSelectors>;

/** A trail without selectors logs all management events and no data events. */
export const eventFilter = (trail: { readonly basic: EventSelectors; readonly advanced: AdvancedEventSelectors }): EventFilter => {
  if (trail.advanced.length > 0) return (event) => trail.advanced.some((each) => matchesAdvanced(each.FieldSelectors, event));
  if (trail.basic.length > 0) return (event) => trail.basic.some((each) => matchesBasic(each, event));
  return (event) => event.category === 'Management';
};

const category = (fields: readonly FieldSelector[]): string | undefined => {
  const named = fields.find((field) => field.Field === 'eventCategory')?.Equals;
  return named?.length === 1 && (named[0] === 'Management' || named[0] === 'Data') ? named[0] : undefined;
};

const dataNamesType = (fields: readonly FieldSelector[]): boolean =>
  category(fields) === 'Management' || fields.some((field) => field.Field === 'resources.type' && field.Equals !== undefined);

const matchesAdvanced = (fields: readonly FieldSelector[], event: TrailEvent): boolean => {
  const onResource = fields.filter((field) => field.Field.startsWith('resources.'));
  const others = fields.filter((field) => !field.Field.startsWith('resources.'));
  if (!others.every((field) => matchesField(field, factOf(field, event)))) return false;
  if (onResource.length === 0) return true;
  const resources = event.resources ?? [];
  return resources.some((resource) =>
    onResource.every((field) => matchesField(field, field.Field === 'resources.type' ? resource.type : resource.ARN)),
  );
};

const factOf = (field: FieldSelector, event: TrailEvent): string => {
  switch (field.Field) {
    case 'eventCategory':
      return event.category;
    case 'eventName':
      return event.eventName;
    case 'eventSource':
      return event.eventSource;
    default:
      return String(event.readOnly);
  }
};

/** Operators that ask for something are alternatives; each that forbids something forbids it. */
const matchesField = (field: FieldSelector, value: string): boolean => {
  const wanted = [
    field.Equals?.includes(value),
    field.StartsWith?.some((each) => value.startsWith(each)),
    field.EndsWith?.some((each) => value.endsWith(each)),
  ];
  const forbidden = [
    field.NotEquals?.includes(value),
    field.NotStartsWith?.some((each) => value.startsWith(each)),
    field.NotEndsWith?.some((each) => value.endsWith(each)),
  ];
  const asked = wanted.filter((each) => each !== undefined);
  return (asked.length === 0 || asked.includes(true)) && !forbidden.includes(true);
};

const matchesBasic = (selector: EventSelectors[number], event: TrailEvent): boolean => {
  if (selector.ReadWriteType !== 'All' && event.readOnly !== (selector.ReadWriteType === 'ReadOnly')) return false;
  if (event.category === 'Management') {
    return selector.IncludeManagementEvents && !selector.ExcludeManagementEventSources.includes(event.eventSource);
  }
  const prefixes = selector.DataResources.flatMap((each) => each.Values);
  const objects = (event.resources ?? []).filter((resource) => resource.type === 'AWS::S3::Object');
  return objects.some((object) => prefixes.some((prefix) => object.ARN.startsWith(prefix)));
};
