import type { Signal } from '@preact/signals';
import type { DirectoryEntry } from '../../../domain/directory.ts';
import { type DispatchState, dispatchStates, stageOf } from '../../../domain/life-cycle.ts';
import { stateKeys } from '../../parts/state.tsx';
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
      <label>
        <span>{t('filter.state')}</span>
        <select
          value={filter.value.state}
          onChange={(event) => set({ state: dispatchStates.find((one) => one === event.currentTarget.value) ?? '' })}
        >
          <option value="">{t('filter.every-state')}</option>
          {groups.map(([key, states]) => (
            <optgroup key={key} label={t(key)}>
              {states.map((one) => (
                <option key={one} value={one}>
                  {t(stateKeys[one])}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
    </search>
  );
}

const showKeys: Readonly<Record<Filter['show'], Key>> = {
  all: 'filter.all',
  due: 'filter.due',
  mine: 'filter.mine',
  unread: 'filter.unread',
  pressing: 'filter.pressing',
};
const shows = ['all', 'due', 'mine', 'unread', 'pressing'] as const;

/** A rejected dispatch lies in no box. */
const inBoxes = dispatchStates.filter((state) => state !== 'rejected');
const groups: readonly (readonly [Key, readonly DispatchState[]])[] = [
  ['filter.delivery', inBoxes.filter((state) => stageOf(state) === 'delivery')],
  ['filter.handling', inBoxes.filter((state) => stageOf(state) === 'handling')],
  ['filter.ending', inBoxes.filter((state) => stageOf(state) === 'ending')],
];
