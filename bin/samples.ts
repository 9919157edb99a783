import { join } from 'node:path';
import * as z from 'zod';
import type { Clock, Pause } from '../client/retry.ts';
import { limits } from '../domain/limits.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import { countryNames } from '../lib/names.ts';
import { readPrivateJson, writePrivateJson } from '../rehearsal/private-file.ts';
import type { Rehearsal } from '../rehearsal/rehearsal.ts';
import { type Acting, carryOut, outbox } from './samples/act.ts';
import { type PersonOf, peopleOf } from './samples/people.ts';
import { type Sample, samplePlan, samplePrefix } from './samples/plan.ts';

export interface SamplesProps {
  readonly rehearsal: Pick<Rehearsal, 'endpoints' | 'withEnvironment'>;
  readonly stateDir: string;
  readonly config: ExchangeConfig;
  readonly host: Pause & Clock;
  /** @default all that are planned */
  readonly plan?: readonly Sample[];
}

/**
 * Puts sample dispatches into a rehearsal at its first start, and answers how many are there; 0 where this state folder is not to have any.
 * A run that was cut short is gone on with at the next start. Where somebody has sent anything before the samples came, they stay out.
 */
export async function seedSamples(props: SamplesProps): Promise<number> {
  const { rehearsal, stateDir, host, plan = samplePlan } = props;
  const known = await readPrivateJson(fileIn(stateDir), samplesFile);
  if (known === 'there' || known === 'none') return 0;
  const personOf = await peopleOf(rehearsal.endpoints, host);
  const senders = [...new Set(plan.map(({ from }) => from))];
  const sent = (await Promise.all(senders.map((country) => outbox(personOf(country).home)))).flat();
  if (known === undefined && sent.some((one) => !one.case.startsWith(samplePrefix))) {
    await declineSamples(stateDir);
    return 0;
  }
  await writePrivateJson(fileIn(stateDir), 'begun');
  await inLanes(plan, async (sample, idOf) => {
    const inReplyTo = sample.answers && (await idOf(sample.answers));
    const before = sent.find((one) => one.case === sample.case);
    return carryOut(actingIn(props, personOf), sample, { ...(before && { known: before }), ...(inReplyTo && { inReplyTo }) });
  });
  await writePrivateJson(fileIn(stateDir), 'there');
  return plan.length;
}

/** Notes that this state folder is to have no samples. Does nothing where that is settled. */
export async function declineSamples(stateDir: string): Promise<void> {
  if ((await readPrivateJson(fileIn(stateDir), samplesFile)) === undefined) await writePrivateJson(fileIn(stateDir), 'none');
}

const samplesFile = z.enum(['begun', 'there', 'none']);

function fileIn(stateDir: string): string {
  return join(stateDir, 'samples.json');
}

function actingIn({ rehearsal, config, host }: SamplesProps, personOf: PersonOf): Acting {
  return {
    personOf,
    host,
    beyondLimits: (code, act) => {
      const country = config.countries.find((one) => one.code === code);
      if (!country) throw new Error(`no country ${code}`);
      return rehearsal.withEnvironment(countryNames(config, country).function('sign-manifest'), withHigherLimits, act);
    },
  };
}

function withHigherLimits(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const usual = limits.parse(JSON.parse(variables.LIMITS ?? ''));
  return { ...variables, LIMITS: JSON.stringify({ ...usual, maxDocuments: 1000 }) };
}

/** More at once would need more execution environments of the same functions, and starting those is what takes the time. */
const lanes = 2;

/** Works through the plan in order; what one item awaits stands before it, so that lanes never wait for one another in a circle. */
async function inLanes(
  plan: readonly Sample[],
  work: (sample: Sample, idOf: (reference: string) => Promise<string> | undefined) => Promise<string>,
): Promise<void> {
  const begun = new Map<string, Promise<string>>();
  const queue = plan.values();
  const lane = async (): Promise<void> => {
    for (const sample of queue) {
      const working = work(sample, (reference) => begun.get(reference));
      begun.set(sample.case, working);
      await working;
    }
  };
  const failed = (await Promise.allSettled(Array.from({ length: lanes }, lane))).find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
