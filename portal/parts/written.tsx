import type { ReadableReceipt } from '../../domain/receipt.ts';
import { writtenIn } from '../../domain/receipt-words.ts';
import { t } from '../words/words.ts';

/** Reasons and questions are in the writer's language, whatever the page's. */
export function Written({ receipt }: { readonly receipt: ReadableReceipt }) {
  const text = writtenIn(receipt);
  if (text === undefined) return null;
  return (
    <>
      <p class="hint">{t('timeline.written')}</p>
      <blockquote dir="auto">{text}</blockquote>
    </>
  );
}
