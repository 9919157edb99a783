import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { AwsError } from './cloud.ts';

const share = z.number().min(0).max(1).default(0);

/** What may go wrong with a service: shares of its requests, from 0 to 1. */
const serviceFaults = z.strictObject({
  /** Answered with the service's internal error. */
  fail: share,
  /** Answered with the service's throttling error. */
  throttle: share,
  /** Answered late. */
  delay: share,
  /** How late, at the most. */
  delayMilliseconds: z.int().min(0).max(60_000).default(50),
});

/** What may go wrong between an event and its rules: shares of events. */
const eventFaults = z.strictObject({
  duplicate: share,
  delay: share,
  lose: share,
  delayMilliseconds: z.int().min(0).max(60_000).default(50),
});

/** Faults on purpose, as a file for `npm start -- --faults FILE` gives them. The same seed makes the same choices in the same order. */
export const faultPlan = z.strictObject({
  seed: z.int().default(1),
  services: z.partialRecord(z.enum(['s3', 'kms', 'dynamodb', 'ses', 'events', 'sts']), serviceFaults).default({}),
  events: eventFaults.optional(),
});
export type FaultPlan = z.infer<typeof faultPlan>;

export interface Faults {
  /** Called before a service answers. Throws the error that AWS would answer with, or returns late. */
  readonly before: (service: string) => Promise<void>;
  /** Stands between an event and its rules. */
  readonly deliver: <Event>(event: Event, pass: (event: Event) => Promise<void>) => Promise<void>;
}

export function createFaults(plan: FaultPlan): Faults {
  const roll = diceOf(plan.seed);
  const services: ReadonlyMap<string, z.infer<typeof serviceFaults>> = new Map(Object.entries(plan.services));
  return {
    before: async (service) => {
      const faults = services.get(service);
      if (!faults) return;
      if (roll() < faults.delay) await sleep(roll() * faults.delayMilliseconds);
      const chance = roll();
      if (chance < faults.fail) throw internal(service);
      if (chance < faults.fail + faults.throttle) throw throttled(service);
    },
    deliver: async (event, pass) => {
      const { duplicate, delay, lose, delayMilliseconds } = plan.events ?? eventFaults.parse({});
      if (roll() < lose) return;
      // events that wait are overtaken by those that come after them
      if (roll() < delay) await sleep(roll() * delayMilliseconds);
      if (roll() < duplicate) await pass(event);
      await pass(event);
    },
  };
}

/** docs: "Common errors" of each service's API reference. */
function internal(service: string): AwsError {
  const [code, status] = internalErrors[service] ?? ['InternalFailure', 500];
  return new AwsError(code, status, 'A fault on purpose: internal error.');
}

const internalErrors: Readonly<Record<string, readonly [string, number]>> = {
  s3: ['InternalError', 500],
  kms: ['KMSInternalException', 500],
  dynamodb: ['InternalServerError', 500],
  events: ['InternalException', 500],
};

function throttled(service: string): AwsError {
  const [code, status] = throttlingErrors[service] ?? ['ThrottlingException', 400];
  return new AwsError(code, status, 'A fault on purpose: too many requests.');
}

const throttlingErrors: Readonly<Record<string, readonly [string, number]>> = {
  s3: ['SlowDown', 503],
  ses: ['TooManyRequestsException', 429],
  sts: ['Throttling', 400],
};

/** mulberry32: small, and the same on every machine. */
function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
