import type { Connection } from '../../../../client/connection.ts';
import { bringReceipts } from '../../../../client/receipts.ts';
import { repliesTo } from '../../../../client/replies.ts';
import type { DispatchSummary } from '../../../../domain/desk-api.ts';
import { isOnItsWay } from '../../../../domain/life-cycle.ts';
import { addressOf } from '../../../app/routes.ts';
import { useLoaded } from '../../../parts/loaded.ts';
import { Problem } from '../../../parts/problem.tsx';
import { StateMark } from '../../../parts/state.tsx';
import { Ltr, Moment } from '../../../parts/text.tsx';
import { Waiting } from '../../../parts/waiting.tsx';
import type { Session } from '../../../session/session.ts';
import { type Key, t } from '../../../words/words.ts';
import type { ShownDispatch } from '../load.ts';

export interface ReplyFieldProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  readonly isOptional: boolean;
  readonly value: string;
  readonly wrong?: Key;
  readonly onChange: (dispatchId: string) => void;
}

/** One of the own dispatches in reply to this one; where there is none yet, the way to send it. */
export function ReplyField({ session, shown: { detail }, isOptional, value, wrong, onChange }: ReplyFieldProps) {
  const [loaded, again] = useLoaded(() => repliesThatArrived(detail, session.connection), [detail.dispatchId]);
  if (loaded.at === 'waiting') return <Waiting />;
  if (loaded.at === 'failed') return <Problem error={loaded.error} again={again} />;
  const replies = loaded.value;
  return (
    <fieldset class="field" aria-describedby="reply-hint">
      <legend>{t(isOptional ? 'act.supplement-dispatch' : 'act.answer-dispatch')}</legend>
      {replies.length === 0 ? <p>{t('act.no-reply')}</p> : null}
      <div class="reply-options">
        {isOptional && replies.length > 0 ? (
          <label>
            <input type="radio" name="reply" checked={value === ''} onChange={() => onChange('')} />
            <span>{t('act.without-dispatch')}</span>
          </label>
        ) : null}
        {replies.map((one) => (
          <label key={one.dispatchId}>
            <input
              type="radio"
              name="reply"
              disabled={!hasArrived(one)}
              checked={value === one.dispatchId}
              aria-invalid={wrong !== undefined}
              onChange={() => onChange(one.dispatchId)}
            />
            <span>
              <Ltr class="reference">{one.case}</Ltr> <StateMark state={one.state} /> <Moment at={one.issuedAt} />
            </span>
          </label>
        ))}
      </div>
      <p id="reply-hint" class={wrong ? 'hint wrong' : 'hint'}>
        {t(wrong ?? 'act.reply-hint')}
      </p>
      <p>
        <a class="button quiet" href={addressOf({ page: 'reply', dispatchId: detail.dispatchId })}>
          {t('dispatch.reply')}
        </a>
      </p>
    </fieldset>
  );
}

function hasArrived({ state }: DispatchSummary): boolean {
  return state !== 'unknown' && !isOnItsWay(state);
}

/** The desk takes only what has arrived: of those that had not when somebody last looked, the addressee is asked once more. */
async function repliesThatArrived(detail: ShownDispatch['detail'], connection: Connection): Promise<readonly DispatchSummary[]> {
  const { home } = connection;
  const replies = await repliesTo(detail, home);
  return Promise.all(
    replies.map(async (one) => {
      if (hasArrived(one)) return one;
      const before = await home.showDispatch(one.dispatchId);
      await bringReceipts(before, connection).catch(() => {});
      const { state } = await home.showDispatch(one.dispatchId);
      return { ...one, state };
    }),
  );
}
