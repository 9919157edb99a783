import type { Signal } from '@preact/signals';
import { Problem } from '../../parts/problem.tsx';
import { DocumentName } from '../../parts/text.tsx';
import { percent, size } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import type { Chosen } from './chosen.ts';

/** The documents so far, each with its hashing under way, and a way to take it back. */
export function ChosenList({ documents }: { readonly documents: Signal<readonly Chosen[]> }) {
  const remove = (gone: Chosen): void => {
    gone.cancel();
    documents.value = documents.value.filter(({ id }) => id !== gone.id);
    document.getElementById('documents')?.focus();
  };
  return (
    <ol class="documents">
      {documents.value.map((one) => (
        <li key={one.id}>
          <p class="line">
            <DocumentName name={one.name} /> <span class="amount">{size(one.file.size)}</span>
          </p>
          <Standing of={one} />
          <p>
            <button type="button" class="quiet" onClick={() => remove(one)}>
              {t('compose.remove', { name: one.name })}
            </button>
          </p>
        </li>
      ))}
    </ol>
  );
}

function Standing({ of: { problem, error, hashed, bytesHashed, file } }: { readonly of: Chosen }) {
  if (problem) return <p class="wrong">{t(problem)}</p>;
  if (error.value !== undefined) return <Problem error={error.value} />;
  if (hashed.value) return <p class="hint">{t('compose.hashed')}</p>;
  return (
    <p class="hint">
      {t('compose.hashing')} {file.size > 0 ? percent(bytesHashed.value / file.size) : ''}
    </p>
  );
}
