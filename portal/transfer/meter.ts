import { computed, type ReadonlySignal, signal } from '@preact/signals';

/** Counts bytes and tells how fast they move. */
export interface Meter {
  readonly bytesDone: ReadonlySignal<number>;
  readonly totalBytes: ReadonlySignal<number>;
  /** Bytes per second over the last seconds; 0 while unknown. */
  readonly rate: ReadonlySignal<number>;
  readonly secondsLeft: ReadonlySignal<number | undefined>;
  readonly add: (bytes: number) => void;
  /** Begins anew with this much to do. */
  readonly begin: (totalBytes: number) => void;
}

export function makeMeter(now: () => number = () => performance.now()): Meter {
  const bytesDone = signal(0);
  const totalBytes = signal(0);
  const rate = signal(0);
  let samples: { readonly at: number; readonly done: number }[] = [];
  const secondsLeft = computed(() => (rate.value > 0 ? (totalBytes.value - bytesDone.value) / rate.value : undefined));
  return {
    bytesDone,
    totalBytes,
    rate,
    secondsLeft,
    add: (bytes) => {
      bytesDone.value += bytes;
      const at = now();
      const last = samples.at(-1);
      if (last && at - last.at < stepMs) return;
      samples = [...samples.filter((sample) => at - sample.at < windowMs), { at, done: bytesDone.value }];
      const [first] = samples;
      if (first && at - first.at >= stepMs) rate.value = Math.max(0, ((bytesDone.value - first.done) * 1000) / (at - first.at));
    },
    begin: (total) => {
      samples = [];
      bytesDone.value = 0;
      totalBytes.value = total;
      rate.value = 0;
    },
  };
}

const windowMs = 8000;
const stepMs = 250;
