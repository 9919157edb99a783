import type { ReadonlySignal } from '@preact/signals';
import { duration, percent, rate, size } from '../words/format.ts';
import { t } from '../words/words.ts';

/** Bytes under way, as transfer/ counts them. */
export interface Counted {
  readonly bytesDone: ReadonlySignal<number>;
  readonly totalBytes: ReadonlySignal<number>;
  /** Bytes per second; 0 while unknown. */
  readonly rate: ReadonlySignal<number>;
  /** Undefined while unknown. */
  readonly secondsLeft: ReadonlySignal<number | undefined>;
}

export interface ProgressProps {
  readonly of: Counted;
  readonly text: string;
  readonly cancel?: () => void;
}

/** How far, how fast, how long still. The bar speaks for itself to a screen reader; the words do not interrupt it at every step. */
export function Progress({ of, text, cancel }: ProgressProps) {
  const done = of.bytesDone.value;
  const total = of.totalBytes.value;
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const left = of.secondsLeft.value;
  return (
    <div class="progress">
      <p>{text}</p>
      <progress max={1} value={share} aria-label={text} aria-valuetext={percent(share)} />
      <p class="figures">
        {percent(share)} · {t('progress.of', { done: size(done), total: size(total) })}
        {of.rate.value > 0 ? ` · ${rate(of.rate.value)}` : ''}
        {left === undefined || left <= 0 ? '' : ` · ${t('progress.left', { time: duration(left) })}`}
      </p>
      {cancel ? (
        <p>
          <button type="button" class="quiet" onClick={cancel}>
            {t('progress.cancel')}
          </button>
        </p>
      ) : null}
    </div>
  );
}
