import type { KeptReceipt } from '../../../client/receipts.ts';
import { titleOf } from '../../../domain/receipt-titles.ts';
import { saveText } from '../../parts/save-text.ts';
import { Moment } from '../../parts/text.tsx';
import { language } from '../../words/language.ts';
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
          <Save title={t('statements.manifest')} text={manifest} file={`${reference}-manifest.jws`} />
        </li>
        {receipts.map(({ jws, receipt, sha256 }) => (
          <li key={sha256}>
            <Save
              title={titleOf(receipt, language.value)}
              text={jws}
              file={`${reference}-${'called' in receipt ? receipt.called : receipt.event}-${sha256.slice(0, 8)}.jws`}
            />
            <Moment at={receipt.issuedAt} />
          </li>
        ))}
      </ul>
      <p class="buttons">
        <button type="button" class="quiet" onClick={() => print()}>
          {t('statements.print')}
        </button>
        <a class="button quiet" href="#/verify">
          {t('nav.verify')}
        </a>
      </p>
    </section>
  );
}

interface SaveProps {
  readonly title: string;
  readonly text: string;
  readonly file: string;
}

function Save({ title, text, file }: SaveProps) {
  return (
    <>
      <span class="title">{title}</span>
      <button type="button" class="quiet small" aria-label={t('statements.save-this', { title })} onClick={() => saveText(text, file)}>
        {t('statements.save')}
      </button>
    </>
  );
}
