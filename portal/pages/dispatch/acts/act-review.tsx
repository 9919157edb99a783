import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type TakenAct, takeAct } from '../../../../client/act.ts';
import type { Connection } from '../../../../client/connection.ts';
import { proveReceiptOf } from '../../../../client/evidence.ts';
import { Failure } from '../../../../client/failure.ts';
import { writtenIn } from '../../../../domain/receipt-words.ts';
import { host } from '../../../app/exchange.ts';
import { countryName } from '../../../parts/country.tsx';
import { Problem } from '../../../parts/problem.tsx';
import { sentenceOf } from '../../../parts/receipt-words.ts';
import { Ltr } from '../../../parts/text.tsx';
import { Waiting } from '../../../parts/waiting.tsx';
import type { Session } from '../../../session/session.ts';
import { t } from '../../../words/words.ts';
import type { ShownDispatch } from '../load.ts';
import { receiptBefore, type Saying } from './choices.ts';

export interface ActReviewProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  readonly saying: Saying;
  readonly onSigned: (taken: TakenAct) => void;
  /** Nobody knows whether it was signed: what the desk holds is to be looked at. */
  readonly onUnsure: () => void;
  readonly onBack: () => void;
}

/** The statement word for word as it will be signed, and that it stays. Nothing is signed before the second press. */
export function ActReview({ session, shown, saying, onSigned, onUnsure, onBack }: ActReviewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isBusy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  useEffect(() => heading.current?.focus(), []);
  const sign = async (): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      onSigned(await perform(saying, shown, session.connection));
    } catch (cause) {
      error.value = cause;
      if (cause instanceof Failure && cause.code === 'Unreachable') onUnsure();
    } finally {
      isBusy.value = false;
    }
  };
  const { detail } = shown;
  const [own, other] = detail.box === 'in' ? [detail.to, detail.from] : [detail.from, detail.to];
  return (
    <div class="act-review">
      <h3 tabIndex={-1} ref={heading}>
        {t('act.review-heading')}
      </h3>
      <p>{t('act.review-lead', { country: countryName(own), other: countryName(other) })}</p>
      <Statement shown={shown} saying={saying} session={session} />
      <p class="final">{t('act.final')}</p>
      {error.value === undefined ? null : <Problem error={error.value} />}
      {isBusy.value ? <Waiting text={t('act.signing')} /> : null}
      <p class="buttons">
        <button type="button" aria-disabled={isBusy.value} onClick={() => void sign()}>
          {t('act.sign', { act: t(`act.${saying.act}`) })}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {t('summary.back')}
        </button>
      </p>
    </div>
  );
}

/** What the life cycle no longer allows is said here, before anything is asked of the desk. */
function Statement({ shown, saying, session }: Pick<ActReviewProps, 'shown' | 'saying' | 'session'>) {
  try {
    const receipt = receiptBefore(saying, shown, { session, now: host.now() });
    const words = writtenIn(receipt);
    const [reply] = 'answer' in receipt ? [receipt.answer] : 'supplement' in receipt ? [receipt.supplement] : [];
    return (
      <div class="statement">
        <p>{sentenceOf(receipt)}</p>
        {words === undefined ? null : <blockquote dir="auto">{words}</blockquote>}
        {reply === undefined ? null : (
          <p>
            {t('field.id')} <Ltr class="id">{reply}</Ltr>
          </p>
        )}
      </div>
    );
  } catch (error) {
    return <Problem error={error} />;
  }
}

async function perform(saying: Saying, { detail, manifest }: ShownDispatch, connection: Connection): Promise<TakenAct> {
  if (saying.act !== 'acknowledge') return takeAct(manifest.dispatchId, saying, connection);
  const { receipt: jws } = await connection.home.acknowledge(manifest.dispatchId, saying.fileNumber);
  const { payload: receipt } = await proveReceiptOf(jws, detail.manifest, connection.directory);
  return { jws, receipt, isInformed: true, isTold: true };
}
