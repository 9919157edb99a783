import type { Clock, Pause } from '../../client/retry.ts';

/** Something that works now and must stop: a link that was given out, a new link, a new signature. */
export interface Way {
  readonly name: string;
  /** Resolves where it still works; throws where it is refused, whatever the code; throws NoAnswer where nothing was learnt. */
  readonly tryIt: () => Promise<void>;
}

/** The try says nothing: nobody answered, or there was nothing left to try with. It is no refusal. */
export class NoAnswer extends Error {}

export interface Measured {
  readonly name: string;
  /** From the cut to the first refusal after which it was never let through again; absent: it still worked when the wait was over. */
  readonly refusedAfterMs?: number;
  readonly triedTimes: number;
}

export interface DrillHost extends Pause, Clock {
  readonly waitSeconds: number;
  /** Where it says true, nothing further is tried. */
  readonly isInterrupted: () => boolean;
}

/**
 * Tries every way again and again from the moment of the cut, until each was refused three times running or the wait is over. Distributed
 * services may let a request through after they refused one: then the count begins anew, and so the last success decides.
 */
export async function measureCut(ways: readonly Way[], cutAtMs: number, host: DrillHost): Promise<readonly Measured[]> {
  return Promise.all(ways.map((way) => untilRefused(way, cutAtMs, host)));
}

const neededRefusals = 3;
const pauseMs = 200;

async function untilRefused({ name, tryIt }: Way, cutAtMs: number, host: DrillHost): Promise<Measured> {
  let triedTimes = 0;
  let refusals: number[] = [];
  while (!host.isInterrupted() && host.now().getTime() - cutAtMs < host.waitSeconds * 1000) {
    triedTimes += 1;
    try {
      await tryIt();
      refusals = [];
    } catch (error) {
      if (!(error instanceof NoAnswer)) refusals = [...refusals, host.now().getTime() - cutAtMs];
    }
    const [first] = refusals;
    if (first !== undefined && refusals.length >= neededRefusals) return { name, refusedAfterMs: first, triedTimes };
    await host.sleep(pauseMs);
  }
  return { name, triedTimes };
}

/** Said with every cut-off, done or tried: what no key can take back. */
export const cannotRecall = [
  'Documents that were downloaded before the cut stay where they were downloaded.',
  'A download that had begun may end: S3 had the data key already.',
  'Receipts and manifests that were signed stay valid, and other countries keep their copies of them.',
  'Cover data of dispatches sent to other countries stays in their registers.',
  'AWS names no time within which every server knows of a disabled key: the drill measures, it promises nothing.',
] as const;
