import { type BroughtCase, bringCase } from '../../../client/case-file.ts';
import { ageingOf } from '../../../domain/ageing.ts';
import type { CaseEntry } from '../../../domain/desk-api.ts';
import { memberOf } from '../../../domain/directory.ts';
import { addressOf } from '../../app/routes.ts';
import { Country, countryName } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { useLoaded } from '../../parts/loaded.ts';
import { OnPaper } from '../../parts/on-paper.tsx';
import { Problem } from '../../parts/problem.tsx';
import { StateMark, UrgencyMark } from '../../parts/state.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { nextAction } from '../box/next-action.ts';
import { EvidenceButton } from './evidence-button.tsx';

export interface CaseProps {
  readonly session: Session;
  /** Any dispatch of the case: its reference stands in no address. */
  readonly dispatchId: string;
}

/** Every dispatch of a case, both ways, in order, with how long each has been waiting. */
export function Case({ session, dispatchId }: CaseProps) {
  const { connection } = session;
  const [loaded, again] = useLoaded(() => bringCase({ dispatch: dispatchId }, connection), [dispatchId, connection]);
  if (loaded.at === 'waiting') return <Waiting />;
  if (loaded.at === 'failed') {
    return (
      <>
        <PageHeading title={t('title')}>{t('case.heading')}</PageHeading>
        <Problem error={loaded.error} again={again} />
      </>
    );
  }
  return <Whole session={session} dispatchId={dispatchId} brought={loaded.value} again={again} />;
}

interface WholeProps extends CaseProps {
  readonly brought: BroughtCase;
  readonly again: () => void;
}

function Whole({ session, dispatchId, brought: { file, stale }, again }: WholeProps) {
  const [firstStale] = stale;
  return (
    <>
      <OnPaper session={session} />
      <p class="back">
        <a href="#/in">{t('nav.in')}</a>
      </p>
      <PageHeading title={`${file.case} · ${t('title')}`}>
        {t('case.heading')} <Ltr class="reference">{file.case}</Ltr>
      </PageHeading>
      <p class="count">{t('box.count', { count: file.dispatches.length })}</p>
      {file.isWhole ? null : <p class="stale">{t('case.not-whole')}</p>}
      {firstStale ? (
        <div class="stale">
          <p>{t('case.stale', { count: stale.length })}</p>
          <Problem error={firstStale.error} again={again} />
        </div>
      ) : null}
      <ol class="case-file">
        {file.dispatches.map((entry, index) => (
          <li key={entry.dispatchId}>
            <Entry session={session} entry={entry} number={index + 1} all={file.dispatches} />
          </li>
        ))}
      </ol>
      <EvidenceButton session={session} dispatchId={dispatchId} />
    </>
  );
}

interface EntryProps {
  readonly session: Session;
  readonly entry: CaseEntry;
  readonly number: number;
  readonly all: readonly CaseEntry[];
}

function Entry({ session, entry, number, all }: EntryProps) {
  const { dispatchId, from, to, state, urgency, issuedAt, since } = entry;
  const next = nextAction(entry);
  return (
    <article class={next.isMine ? 'case-entry mine' : 'case-entry'} id={dispatchId}>
      <h2>
        <a href={addressOf({ page: 'dispatch', dispatchId })}>
          {t('case.number', { number })} · {t('case.route', { from: countryName(from), to: countryName(to) })}
        </a>
      </h2>
      <p class="marks">
        <StateMark state={state} /> <UrgencyMark urgency={urgency} />{' '}
        {entry.case === all[0]?.case ? null : (
          <span>
            {t('case.other-reference')} <Ltr class="reference">{entry.case}</Ltr>
          </span>
        )}
      </p>
      <p class="on-paper">
        {t('field.id')} <Ltr class="id">{dispatchId}</Ltr>
      </p>
      <Answers entry={entry} all={all} />
      <p class="when">
        {t('field.sent')} <Moment at={issuedAt} />
      </p>
      <p class="when">
        {t('case.since')} <Moment at={since} />
      </p>
      <Age session={session} entry={entry} />
      <p class={next.isMine ? 'next mine' : 'next'}>{t(next.key)}</p>
    </article>
  );
}

function Answers({ entry: { inReplyTo }, all }: Pick<EntryProps, 'entry' | 'all'>) {
  if (inReplyTo === undefined) return null;
  const place = all.findIndex(({ dispatchId }) => dispatchId === inReplyTo);
  return (
    <p>
      {t('field.in-reply-to')}{' '}
      <a href={addressOf({ page: 'dispatch', dispatchId: inReplyTo })}>
        {place < 0 ? <Ltr>{inReplyTo}</Ltr> : t('case.number', { number: place + 1 })}
      </a>
    </p>
  );
}

/** In days of work of the addressee's people: a weekend there is no delay. */
function Age({ session, entry }: Pick<EntryProps, 'session' | 'entry'>) {
  const addressee = memberOf(session.connection.directory, entry.to);
  if (!addressee) return null;
  const { workingHours, workingHoursInState, hoursPerDay, isUnreadInTime } = ageingOf(entry, addressee.profile, new Date());
  const days = (hours: number): number => Math.floor(hours / hoursPerDay);
  return (
    <p class="age">
      {t('case.age', { count: days(workingHours) })} {t('case.age-in-state', { count: days(workingHoursInState) })} (
      <Country code={entry.to} />){isUnreadInTime ? <strong class="mark late"> {t('case.unread-in-time')}</strong> : null}
    </p>
  );
}
