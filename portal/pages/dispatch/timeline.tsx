import type { KeptReceipt } from '../../../client/receipts.ts';
import type { DispatchDetail } from '../../../domain/desk-api.ts';
import type { Manifest } from '../../../domain/manifest.ts';
import { countryName } from '../../parts/country.tsx';
import { sentenceOf } from '../../parts/receipt-words.ts';
import { Ltr, Moment } from '../../parts/text.tsx';
import { Written } from '../../parts/written.tsx';
import { t } from '../../words/words.ts';

export interface TimelineProps {
  readonly detail: DispatchDetail;
  readonly manifest: Manifest;
  readonly receipts: readonly KeptReceipt[];
}

/** Everything that happened, in the order in which it was signed, in words a clerk reads out. */
export function Timeline({ manifest, receipts }: TimelineProps) {
  return (
    <section class="timeline">
      <h2>{t('timeline.heading')}</h2>
      <p class="hint">{t('timeline.lead')}</p>
      <ol>
        <li>
          <p>{t('event.signed', { country: countryName(manifest.from), person: manifest.sentBy })}</p>
          <p class="when">
            <Moment at={manifest.issuedAt} />
          </p>
        </li>
        {receipts.map(({ receipt, sha256 }) => (
          <li key={sha256} class={`event-${receipt.event}`}>
            <p>{sentenceOf(receipt)}</p>
            <Written receipt={receipt} />
            <p class="when">
              <Moment at={receipt.event === 'ContentHandover' ? receipt.at : receipt.issuedAt} />
            </p>
            <p class="proof">
              {t('timeline.signed-by', { country: countryName(receipt.issuer) })} <Ltr class="event-name">{eventName(receipt)}</Ltr>{' '}
              <Reference sha256={sha256} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Of the signed receipt: its begin is enough on the screen, on paper all of it stands. */
function Reference({ sha256 }: { readonly sha256: string }) {
  return (
    <Ltr class="id">
      {sha256.slice(0, 16)}
      <span class="on-paper">{sha256.slice(16)}</span>
    </Ltr>
  );
}

function eventName(receipt: KeptReceipt['receipt']): string {
  return 'called' in receipt ? receipt.called : receipt.event;
}
