import * as z from 'zod';
import type { TemplateResource } from '../cloud.ts';
import { type InputTransformer, inputTransformer } from './input.ts';
import type { EventMatcher } from './pattern.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  /** Absent for a rule with a schedule. */
  readonly matches?: EventMatcher;
  readonly everyMs?: number;
  readonly targets: readonly RuleTarget[];
}

/** A function, or a topic. */
export interface RuleTarget {
  readonly arn: string;
  readonly deadLetterArn?: string;
  readonly input?: InputTransformer;
}

const properties = z.strictObject({
  Name: z.string(),
  Description: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  /** Without any, a rule only counts. */
  Targets: z
    .array(
      z
        .strictObject({
          Id: z.string(),
          Arn: z.string().regex(/:function:|^arn:aws:sns:/, 'a function or a topic'),
          InputTransformer: inputTransformer.optional(),
          RetryPolicy: z.strictObject({ MaximumRetryAttempts: z.coerce.number(), MaximumEventAgeInSeconds: z.coerce.number() }).optional(),
          DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
        })
        .refine(
          ({ Arn, InputTransformer }) => !InputTransformer || Arn.startsWith('arn:aws:sns:'),
          'only a topic has an input transformer here',
        ),
    )
    .default([]),
  Tags: z.unknown().optional(),
});

interface Making {
  readonly region: string;
  readonly accountId: string;
  readonly parsePattern: (pattern: Readonly<Record<string, unknown>>) => EventMatcher;
}

/** Throws on properties that are not carried out. */
export function ruleOf({ properties: raw }: TemplateResource, { region, accountId, parsePattern }: Making): Rule {
  const { Name, State, EventPattern, ScheduleExpression, Targets } = properties.parse(raw);
  const enabled = State === 'ENABLED';
  return {
    name: Name,
    arn: `arn:aws:events:${region}:${accountId}:rule/${Name}`,
    ...(enabled && EventPattern && { matches: parsePattern(EventPattern) }),
    ...(enabled && ScheduleExpression && { everyMs: rateMs(ScheduleExpression) }),
    targets: Targets.map(({ Arn, DeadLetterConfig, InputTransformer }) => ({
      arn: Arn,
      ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.Arn }),
      ...(InputTransformer && { input: InputTransformer }),
    })),
  };
}

function rateMs(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
  const unitMs = units[unit ?? ''];
  if (!unitMs) throw new Error(`only rate() schedules are rehearsed, got ${expression}`);
  return Number(count) * unitMs;
}
