import type { KeptReceipt } from '../../../client/receipts.ts';
import { saveText } from '../../parts/save-text.ts';
import { Ltr, Moment } from '../../parts/text.tsx';
import { t } from '../../words/words.ts';

export interface StatementsProps {
  /** Compact JWS. */
  readonly manifest: string;
  readonly receipts: readonly KeptReceipt[];
  /** Begins the files' names: the dispatch id, which says nothing. */
  readonly reference: string;
}

/** The signed statements themselves, for the file: whoever has the directory can verify them without this portal. */
export function Statements({ manifest, receipts, reference }: StatementsProps) {
  return (
    <section class="statements">
      <h2>{t('statements.heading')}</h2>
      <p class="hint">{t('statements.lead')}</p>
      <ul>
        <li>
          <button type="button" class="quiet" onClick={() => saveText(manifest, `${reference}-manifest.jws`)}>
            {t('statements.manifest')}
          </button>
        </li>
        {receipts.map(({ jws, receipt, sha256 }) => (
          <li key={sha256}>
            <button type="button" class="quiet" onClick={() => saveText(jws, `${reference}-${receipt.event}-${sha256.slice(0, 8)}.jws`)}>
              {t('statements.receipt')} <Ltr>{receipt.event}</Ltr>
            </button>{' '}
            <Moment at={receipt.issuedAt} />
          </li>
        ))}
      </ul>
      <p>
        <button type="button" class="quiet" onClick={() => print()}>
          {t('statements.print')}
        </button>{' '}
        <a class="button" href="#/verify">
          {t('nav.verify')}
        </a>
      </p>
    </section>
  );
}
