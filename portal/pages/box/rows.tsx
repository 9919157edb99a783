import type { DispatchSummary } from '../../../domain/desk-api.ts';
import { addressOf } from '../../app/routes.ts';
import { Country } from '../../parts/country.tsx';
import { DueLine } from '../../parts/due.tsx';
import { StateMark, UrgencyMark } from '../../parts/state.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import { size } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { otherCountry } from './filter.ts';
import { isUnread, nextAction } from './next-action.ts';

/** Dispatches of a box, one card or line each: whichever the width allows. */
export function Rows({ rows }: { readonly rows: readonly DispatchSummary[] }) {
  const now = new Date();
  return (
    <ul class="rows">
      {rows.map((one) => (
        <li key={one.dispatchId}>
          <Row dispatch={one} now={now} />
        </li>
      ))}
    </ul>
  );
}

function Row({ dispatch, now }: { readonly dispatch: DispatchSummary; readonly now: Date }) {
  const { dispatchId, box, state, urgency, issuedAt, documents, totalBytes } = dispatch;
  const next = nextAction(dispatch);
  return (
    <article class={isUnread(dispatch) ? 'row unread' : 'row'}>
      <h2>
        <a href={addressOf({ page: 'dispatch', dispatchId })}>
          <Ltr class="reference">{dispatch.case}</Ltr>
        </a>
        {isUnread(dispatch) ? <span class="mark new">{t('box.unread')}</span> : null}
      </h2>
      <p class="country-line">
        {t(box === 'in' ? 'box.from' : 'box.to')} <Country code={otherCountry(dispatch)} />
      </p>
      <p class="marks">
        <StateMark state={state} /> <UrgencyMark urgency={urgency} />
      </p>
      <p class="when">
        <Moment at={issuedAt} now={now} />
      </p>
      <p class="amount">
        {t('documents.count', { count: documents })} · {size(totalBytes)}
      </p>
      {dispatch.due ? <DueLine due={dispatch.due} now={now} /> : null}
      <p class={next.isMine ? 'next mine' : 'next'}>{t(next.key)}</p>
    </article>
  );
}
