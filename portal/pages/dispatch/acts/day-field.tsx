import { host } from '../../../app/exchange.ts';
import { dayNumber, monthName, yearNumber } from '../../../words/format.ts';
import { type Key, t } from '../../../words/words.ts';
import type { ActFields } from './act-fields.ts';

export interface DayFieldProps {
  readonly fields: Pick<ActFields, 'day' | 'month' | 'year'>;
  readonly wrong?: Key;
  readonly onChange: (change: Partial<ActFields>) => void;
}

const days = Array.from({ length: 31 }, (_, index) => index + 1);
const months = Array.from({ length: 12 }, (_, index) => index + 1);
const yearsAhead = 10;

/** A calendar date from three lists: the browser's own date control speaks the browser's language, not the page's. */
export function DayField({ fields: { day, month, year }, wrong, onChange }: DayFieldProps) {
  const first = host.now().getUTCFullYear();
  const years = Array.from({ length: yearsAhead + 1 }, (_, index) => first + index);
  return (
    <fieldset class="field" aria-describedby="until-hint">
      <legend>{t('act.until')}</legend>
      <div class="day-field">
        <List
          id="until"
          label={t('act.day')}
          value={day}
          choices={days}
          nameOf={dayNumber}
          isWrong={wrong !== undefined}
          onChange={(one) => onChange({ day: one })}
        />
        <List
          label={t('act.month')}
          value={month}
          choices={months}
          nameOf={monthName}
          isWrong={wrong !== undefined}
          onChange={(one) => onChange({ month: one })}
        />
        <List
          label={t('act.year')}
          value={year}
          choices={years}
          nameOf={yearNumber}
          isWrong={wrong !== undefined}
          onChange={(one) => onChange({ year: one })}
        />
      </div>
      <span id="until-hint" class={wrong ? 'hint wrong' : 'hint'}>
        {t(wrong ?? 'act.until-hint')}
      </span>
    </fieldset>
  );
}

interface ListProps {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly number[];
  readonly nameOf: (choice: number) => string;
  readonly isWrong: boolean;
  readonly onChange: (value: string) => void;
}

function List({ id, label, value, choices, nameOf, isWrong, onChange }: ListProps) {
  return (
    <label>
      <span>{label}</span>
      <select id={id} value={value} aria-invalid={isWrong} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">—</option>
        {choices.map((one) => (
          <option key={one} value={String(one)}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
