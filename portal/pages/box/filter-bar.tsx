import type { Signal } from '@preact/signals';
import type { DirectoryEntry } from '../../../domain/directory.ts';
import { language } from '../../words/language.ts';
import { type Key, t } from '../../words/words.ts';
import type { Filter } from './filter.ts';

export interface FilterBarProps {
  readonly filter: Signal<Filter>;
  readonly members: readonly DirectoryEntry[];
  readonly own: string;
}

/** Search and filters of a box; they work as one types. */
export function FilterBar({ filter, members, own }: FilterBarProps) {
  const set = (change: Partial<Filter>): void => {
    filter.value = { ...filter.value, ...change };
  };
  return (
    <search class="filters">
      <label>
        <span>{t('filter.search')}</span>
        <input
          type="text"
          inputMode="search"
          dir="auto"
          value={filter.value.search}
          onInput={(event) => set({ search: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>{t('filter.country')}</span>
        <select value={filter.value.country} onChange={(event) => set({ country: event.currentTarget.value })}>
          <option value="">{t('filter.every-country')}</option>
          {members
            .filter(({ country }) => country !== own)
            .map(({ country, profile }) => (
              <option key={country} value={country}>
                {profile.names[language.value]}
              </option>
            ))}
        </select>
      </label>
      <label>
        <span>{t('filter.show')}</span>
        <select
          value={filter.value.show}
          onChange={(event) => set({ show: shows.find((one) => one === event.currentTarget.value) ?? 'all' })}
        >
          {shows.map((one) => (
            <option key={one} value={one}>
              {t(showKeys[one])}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

const showKeys: Readonly<Record<Filter['show'], Key>> = {
  all: 'filter.all',
  mine: 'filter.mine',
  unread: 'filter.unread',
  pressing: 'filter.pressing',
};
const shows = ['all', 'mine', 'unread', 'pressing'] as const;
