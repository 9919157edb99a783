import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { PageHeading } from '../../parts/heading.tsx';
import { lazily } from '../../parts/lazily.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { openBox } from './dispatches.ts';
import { chosen, filters, isFiltered, noFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import { Rows } from './rows.tsx';

const FindCase = lazily(async () => (await import('../case/find-case.tsx')).FindCase);

export interface BoxProps {
  readonly session: Session;
  readonly box: 'in' | 'out';
}

/** Inbox or outbox: what is there, whose turn it is, and what to do when nothing is. */
export function Box({ session, box }: BoxProps) {
  const newest = useMemo(() => openBox(session.connection, box), [session.connection, box]);
  const byLimit = useMemo(() => openBox(session.connection, box, 'due'), [session.connection, box]);
  const filter = filters[box];
  const dispatches = filter.value.show === 'due' ? byLimit : newest;
  const shownRows = useSignal(rowsAtOnce);
  const rows = useComputed(() => chosen((filter.value.show === 'due' ? byLimit : newest).list.value, filter.value));
  useEffect(() => {
    void newest.more().then(async () => {
      if (box === 'out') await (await import('./refresh.ts')).refreshStates(newest, session.connection);
    });
  }, [newest]);
  useEffect(() => {
    // a filter over the first page alone would hide what it was asked for
    const isWhollyWanted = isFiltered({ ...filter.value, ...(filter.value.show === 'due' && { show: 'all' }) });
    if (isWhollyWanted || dispatches.list.value.length === 0) void dispatches.more(isWhollyWanted);
    shownRows.value = rowsAtOnce;
  }, [filter.value]);
  const { list, isWaiting, isWhole, error } = dispatches;
  const title = t(box === 'in' ? 'box.in' : 'box.out');
  const isMore = rows.value.length > shownRows.value || !isWhole.value;
  const more = (): void => {
    shownRows.value += rowsAtOnce;
    if (rows.value.length < shownRows.value) void dispatches.more();
  };
  const clear = (): void => {
    filter.value = noFilter;
  };
  return (
    <>
      <div class="head">
        <PageHeading title={`${title} · ${t('title')}`}>{title}</PageHeading>
        <a class="button" href="#/new">
          {t('nav.new')}
        </a>
      </div>
      {list.value.length > 0 ? (
        <FilterBar filter={filter} members={session.connection.directory.members} own={session.member.country} />
      ) : null}
      {filter.value.search.trim().length < 6 ? null : <FindCase session={session} search={filter.value.search} />}
      <p class="count" role="status">
        {list.value.length > 0 ? t('box.count', { count: rows.value.length }) : ''}
      </p>
      {rows.value.length > 0 ? <Rows rows={rows.value.slice(0, shownRows.value)} /> : null}
      {error.value === undefined ? null : <Problem error={error.value} again={() => void dispatches.more()} />}
      {isWaiting.value ? <Waiting /> : null}
      {rows.value.length === 0 && !isWaiting.value && error.value === undefined ? (
        <Nothing box={box} isFiltered={isFiltered(filter.value)} clear={clear} />
      ) : null}
      {isMore && rows.value.length > 0 && !isWaiting.value && error.value === undefined ? (
        <p>
          <button type="button" class="quiet" onClick={more}>
            {t('box.more')}
          </button>
        </p>
      ) : null}
    </>
  );
}

const rowsAtOnce = 50;

interface NothingProps extends Pick<BoxProps, 'box'> {
  readonly isFiltered: boolean;
  readonly clear: () => void;
}

function Nothing({ box, isFiltered: filtered, clear }: NothingProps) {
  if (filtered) {
    return (
      <div class="nothing">
        <p>{t('box.nothing-found')}</p>
        <p>
          <button type="button" class="quiet" onClick={clear}>
            {t('filter.clear')}
          </button>
        </p>
      </div>
    );
  }
  return (
    <div class="nothing">
      <p>{t(box === 'in' ? 'box.nothing-in' : 'box.nothing-out')}</p>
      <p>
        <a class="button" href="#/new">
          {t('nav.new')}
        </a>
      </p>
    </div>
  );
}
