import { useEffect, useRef } from 'preact/hooks';
import type { TakenAct } from '../../../../client/act.ts';
import { writtenIn } from '../../../../domain/receipt-words.ts';
import { sentenceOf } from '../../../parts/receipt-words.ts';
import { saveText } from '../../../parts/save-text.ts';
import { Moment } from '../../../parts/text.tsx';
import { t } from '../../../words/words.ts';

export interface ActSignedProps {
  readonly taken: TakenAct;
  /** The sender's step that the other desk does not know yet. */
  readonly isTold: boolean;
  readonly onTell: () => void;
  readonly onDone: () => void;
}

/** The receipt, as soon as it is signed and verified, and whether the other side has it. */
export function ActSigned({ taken: { jws, receipt }, isTold, onTell, onDone }: ActSignedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const words = writtenIn(receipt);
  return (
    <div class="act-signed" role="status">
      <h3 tabIndex={-1} ref={heading}>
        {t('act.signed')}
      </h3>
      <div class="statement">
        <p>{sentenceOf(receipt)}</p>
        {words === undefined ? null : <blockquote dir="auto">{words}</blockquote>}
        <p class="when">
          <Moment at={receipt.issuedAt} />
        </p>
      </div>
      <p>{t(isTold ? 'act.told' : 'act.untold')}</p>
      <p class="buttons">
        {isTold ? null : (
          <button type="button" onClick={onTell}>
            {t('act.tell')}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => saveText(jws, `${receipt.dispatchId}-${receipt.event}.jws`)}>
          {t('statements.save-receipt')}
        </button>
        <button type="button" class="quiet" onClick={onDone}>
          {t('act.done')}
        </button>
      </p>
    </div>
  );
}
