import { host } from '../../app/exchange.ts';
import { monthName, yearNumber } from '../../words/format.ts';
import { type Key, t } from '../../words/words.ts';
import type { Month } from './period.ts';

export interface PeriodFormProps {
  readonly months: readonly [Month, Month];
  readonly isPossible: boolean;
  readonly isBusy: boolean;
  readonly onChange: (months: readonly [Month, Month]) => void;
  readonly onAsk: () => void;
}

const yearsBack = 5;
const months = Array.from({ length: 12 }, (_, index) => index + 1);

/** Whole months from lists: the browser's own control speaks the browser's language, not the page's. */
export function PeriodForm({ months: [first, last], isPossible, isBusy, onChange, onAsk }: PeriodFormProps) {
  const ask = (event: Event): void => {
    event.preventDefault();
    if (isPossible && !isBusy) onAsk();
  };
  return (
    <form class="period" onSubmit={ask} aria-describedby="period-hint">
      <MonthField name="report.from" value={first} onChange={(month) => onChange([month, last])} />
      <MonthField name="report.to" value={last} onChange={(month) => onChange([first, month])} />
      <p id="period-hint" class={isPossible ? 'hint' : 'hint wrong'} role={isPossible ? undefined : 'alert'}>
        {t(isPossible ? 'report.period-hint' : 'report.period-wrong')}
      </p>
      <p>
        <button type="submit" aria-disabled={isBusy || !isPossible}>
          {t('report.ask')}
        </button>
      </p>
    </form>
  );
}

interface MonthFieldProps {
  readonly name: Key;
  readonly value: Month;
  readonly onChange: (month: Month) => void;
}

function MonthField({ name, value, onChange }: MonthFieldProps) {
  const thisYear = host.now().getUTCFullYear();
  const years = Array.from({ length: yearsBack + 1 }, (_, index) => thisYear - index);
  return (
    <fieldset class="field">
      <legend>{t(name)}</legend>
      <div class="day-field">
        <label>
          <span>{t('act.month')}</span>
          <select value={value.month} onChange={(event) => onChange({ ...value, month: Number(event.currentTarget.value) })}>
            {months.map((month) => (
              <option key={month} value={month}>
                {monthName(month)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('act.year')}</span>
          <select value={value.year} onChange={(event) => onChange({ ...value, year: Number(event.currentTarget.value) })}>
            {years.map((year) => (
              <option key={year} value={year}>
                {yearNumber(year)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </fieldset>
  );
}
