import { addressOf } from '../../app/routes.ts';
import { Country } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { useLoaded } from '../../parts/loaded.ts';
import { OnPaper } from '../../parts/on-paper.tsx';
import { Problem } from '../../parts/problem.tsx';
import { StateMark, UrgencyMark } from '../../parts/state.tsx';
import { Ltr } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { Acts } from './acts/acts.tsx';
import { Cover } from './cover.tsx';
import { Documents } from './documents.tsx';
import { loadDispatch, type ShownDispatch } from './load.ts';
import { Statements } from './statements.tsx';
import { Timeline } from './timeline.tsx';

export interface DispatchProps {
  readonly session: Session;
  readonly dispatchId: string;
}

/** One dispatch: what it is, its documents, what happened to it with proof, and what can be done. */
export function Dispatch({ session, dispatchId }: DispatchProps) {
  const [loaded, again] = useLoaded(() => loadDispatch(dispatchId, session.connection), [dispatchId, session.connection]);
  if (loaded.at === 'waiting') return <Waiting />;
  if (loaded.at === 'failed') {
    return (
      <>
        <PageHeading title={t('title')}>{t('dispatch.unavailable')}</PageHeading>
        <Problem error={loaded.error} again={again} />
        <p>
          <a href="#/in">{t('nav.in')}</a>
        </p>
      </>
    );
  }
  return <Whole session={session} shown={loaded.value} again={again} />;
}

interface WholeProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  readonly again: () => void;
}

function Whole({ session, shown, again }: WholeProps) {
  const { detail, manifest, receipts, state } = shown;
  const isIncoming = detail.box === 'in';
  return (
    <>
      <OnPaper session={session} />
      <p class="back">
        <a href={addressOf({ page: isIncoming ? 'in' : 'out' })}>{t(isIncoming ? 'nav.in' : 'nav.out')}</a>
      </p>
      <PageHeading title={`${detail.case} · ${t('title')}`}>
        <Ltr class="reference">{detail.case}</Ltr>
      </PageHeading>
      <p class="marks">
        <StateMark state={state} /> <UrgencyMark urgency={detail.urgency} /> {t(isIncoming ? 'box.from' : 'box.to')}{' '}
        <Country code={isIncoming ? detail.from : detail.to} />
      </p>
      <p>
        <a class="button quiet" href={addressOf({ page: 'case', dispatchId: detail.dispatchId })}>
          {t('case.show')}
        </a>
      </p>
      {shown.stale === undefined ? null : (
        <div class="stale">
          <p>{t('dispatch.stale')}</p>
          <Problem error={shown.stale} again={again} />
        </div>
      )}
      <Cover shown={shown} />
      <Documents detail={{ ...detail, state }} manifest={manifest} receipts={receipts} connection={session.connection} onOpened={again} />
      <Acts session={session} shown={shown} again={again} />
      <Timeline detail={detail} manifest={manifest} receipts={receipts} />
      <p>
        <button type="button" class="quiet refresh" onClick={again}>
          {t('dispatch.refresh')}
        </button>
      </p>
      <Statements manifest={detail.manifest} receipts={receipts} reference={detail.dispatchId} />
    </>
  );
}
