import { useSignal } from '@preact/signals';
import type { TakenAct } from '../../../../client/act.ts';
import { isOnItsWay, standingAfter } from '../../../../domain/life-cycle.ts';
import { isKnown, type ReadableReceipt } from '../../../../domain/receipt.ts';
import { addressOf } from '../../../app/routes.ts';
import { Ltr } from '../../../parts/text.tsx';
import type { Session } from '../../../session/session.ts';
import { t } from '../../../words/words.ts';
import type { ShownDispatch } from '../load.ts';
import { sayingOf } from './act-fields.ts';
import { ActForm } from './act-form.tsx';
import { ActReview } from './act-review.tsx';
import { ActSigned } from './act-signed.tsx';
import { type Choice, choicesFor, colleagueHolding } from './choices.ts';
import { draftOf } from './drafts.ts';

export interface ActsProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  /** Asks both desks again. */
  readonly again: () => void;
}

/** What this person can do about the dispatch now: chosen, filled in, read as it will be signed, signed; then the receipt. */
export function Acts({ session, shown: loaded, again }: ActsProps) {
  const draft = draftOf(loaded.detail.dispatchId);
  const isReviewing = useSignal(false);
  const taken = useSignal<TakenAct | undefined>(undefined);
  const isUnsure = useSignal(false);
  const latest = useSignal<ReadableReceipt | undefined>(undefined);
  const shown = withReceipt(loaded, latest.value);
  const choices = choicesFor(shown, session);
  const choose = (choice: Choice | undefined): void => {
    draft.choice.value = choice;
    taken.value = undefined;
    isReviewing.value = false;
    isUnsure.value = false;
  };
  const unsure = (): void => {
    isUnsure.value = true;
    again();
  };
  const signed = (act: TakenAct): void => {
    taken.value = act;
    latest.value = act.receipt;
    isReviewing.value = false;
    isUnsure.value = false;
    draft.forget();
    again();
  };
  // what was begun may have become impossible: the other side acted meanwhile
  const choice = choices.find((one) => one === draft.choice.value);
  const review = (isNow: boolean): void => {
    isReviewing.value = isNow;
  };
  return (
    <section class="acts" id="acts" tabIndex={-1}>
      <h2>{t('act.heading')}</h2>
      {isUnsure.value ? (
        <p class="unsure" role="alert">
          {t('act.unsure')}
        </p>
      ) : null}
      {taken.value ? (
        <ActSigned
          taken={taken.value}
          isTold={taken.value.isTold || shown.stale === undefined}
          onTell={again}
          onDone={() => choose(undefined)}
        />
      ) : choice && isReviewing.value ? (
        <ActReview
          session={session}
          shown={shown}
          saying={sayingOf(choice, draft.fieldsOf(choice).value)}
          onSigned={signed}
          onUnsure={unsure}
          onBack={() => review(false)}
        />
      ) : choice ? (
        <ActForm
          session={session}
          shown={shown}
          choice={choice}
          fields={draft.fieldsOf(choice)}
          onReview={() => review(true)}
          onCancel={() => choose(undefined)}
        />
      ) : (
        <Choices session={session} shown={shown} choices={choices} onChoose={choose} />
      )}
    </section>
  );
}

/** What was just signed counts at once, before the desk is asked again. */
function withReceipt(shown: ShownDispatch, receipt: ReadableReceipt | undefined): ShownDispatch {
  if (receipt === undefined || !isKnown(receipt) || shown.state === 'unknown') return shown;
  const standing = standingAfter(shown.standing, receipt);
  return { ...shown, standing, state: standing.state };
}

interface ChoicesProps extends Pick<ActsProps, 'session' | 'shown'> {
  readonly choices: readonly Choice[];
  readonly onChoose: (choice: Choice) => void;
}

function Choices({ session, shown, choices, onChoose }: ChoicesProps) {
  const colleague = colleagueHolding(shown, session);
  return (
    <>
      {shown.state === 'unknown' ? <p class="hint">{t('act.unknown')}</p> : null}
      {colleague !== undefined && choices.length > 0 ? (
        <p class="hint">
          {t('act.held-by')} <Ltr>{colleague}</Ltr>. {t('act.take-over')}
        </p>
      ) : null}
      {shown.state !== 'unknown' && choices.length === 0 ? <p class="hint">{t('act.nothing')}</p> : null}
      <ul class="choices-of-acts">
        {choices.map((choice) => (
          <li key={choice}>
            <button type="button" class="quiet" onClick={() => onChoose(choice)} aria-describedby={`what-${choice}`}>
              {t(`act.${choice}`)}
            </button>
            <p id={`what-${choice}`} class="hint">
              {t(`act.${choice}-what`)}
            </p>
          </li>
        ))}
        {canReply(shown) ? (
          <li>
            <a class="button quiet" href={addressOf({ page: 'reply', dispatchId: shown.detail.dispatchId })} aria-describedby="what-reply">
              {t('dispatch.reply')}
            </a>
            <p id="what-reply" class="hint">
              {t('dispatch.reply-what')}
            </p>
          </li>
        ) : null}
      </ul>
    </>
  );
}

/** Whoever received it once it was opened; its sender only where more was asked for. */
function canReply({ detail, state }: ShownDispatch): boolean {
  if (detail.box === 'out') return state === 'clarification-asked';
  return state === 'unknown' || !(isOnItsWay(state) || state === 'available' || state === 'expired');
}
