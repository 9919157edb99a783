import { type Due, isOverdue } from '../../domain/due.ts';
import { type Key, t } from '../words/words.ts';
import { Moment } from './text.tsx';

/** What a dispatch waits for and until when; said in words where that is past. */
export function DueLine({ due, now }: { readonly due: Due; readonly now: Date }) {
  return (
    <p class="due">
      {isOverdue(due, now) ? <span class="mark late">{t('due.overdue')}</span> : null} {t(dueKeys[due.what])}{' '}
      <Moment at={due.by} now={now} />
    </p>
  );
}

const dueKeys: Readonly<Record<Due['what'], Key>> = {
  arrival: 'due.arrival',
  reading: 'due.reading',
  acknowledgement: 'due.acknowledgement',
  resumption: 'due.resumption',
};
