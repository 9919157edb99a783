import { t } from '../words/words.ts';

/** Shown while an answer is awaited; says so to a screen reader. */
export function Waiting({ text }: { readonly text?: string }) {
  return (
    <p class="waiting" role="status">
      <span class="spinner" aria-hidden="true" /> {text ?? t('waiting')}
    </p>
  );
}
