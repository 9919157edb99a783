import { listDrafts } from '../../../client/drafts.ts';
import type { DraftNotice } from '../../../domain/draft-check.ts';
import { addressOf } from '../../app/routes.ts';
import { Country } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { useLoaded } from '../../parts/loaded.ts';
import { Problem } from '../../parts/problem.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { NewDraft } from './new-draft.tsx';

/** The draft check: what was shown to this country and what it showed, apart from inbox and outbox. */
export function Drafts({ session }: { readonly session: Session }) {
  const { connection } = session;
  const [loaded, again] = useLoaded(
    async () => ({ into: await listDrafts(connection, 'in'), out: await listDrafts(connection, 'out') }),
    [connection],
  );
  return (
    <>
      <PageHeading title={`${t('drafts.heading')} · ${t('title')}`}>{t('drafts.heading')}</PageHeading>
      <NotATransmission />
      {loaded.at === 'waiting' ? <Waiting /> : null}
      {loaded.at === 'failed' ? <Problem error={loaded.error} again={again} /> : null}
      {loaded.at === 'here' ? (
        <>
          <List heading={t('drafts.in')} drafts={loaded.value.into} />
          <List heading={t('drafts.out')} drafts={loaded.value.out} />
        </>
      ) : null}
      <NewDraft session={session} />
    </>
  );
}

/** Stands at the top of every page of the draft check. */
export function NotATransmission() {
  return (
    <p class="errors" role="note">
      <strong>{t('drafts.banner')}</strong> {t('drafts.banner-more')}
    </p>
  );
}

function List({ heading, drafts }: { readonly heading: string; readonly drafts: readonly DraftNotice[] }) {
  return (
    <section>
      <h2>{heading}</h2>
      {drafts.length === 0 ? <p class="hint">{t('drafts.none')}</p> : null}
      <ul>
        {drafts.map(({ draftId, from, to, case: reference, issuedAt }) => (
          <li key={draftId}>
            <a href={addressOf({ page: 'draft', dispatchId: draftId })}>
              <Ltr class="reference">{reference}</Ltr>
            </a>{' '}
            {t('box.from')} <Country code={from} /> · {t('box.to')} <Country code={to} /> · <Moment at={issuedAt} />
          </li>
        ))}
      </ul>
    </section>
  );
}
