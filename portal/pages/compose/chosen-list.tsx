import { type Signal, useSignal } from '@preact/signals';
import type { Limits } from '../../../domain/limits.ts';
import { Problem } from '../../parts/problem.tsx';
import { DocumentName, plainName } from '../../parts/text.tsx';
import { percent, size } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { type Chosen, renamed } from './chosen.ts';
import { proposedName } from './proposed-name.ts';

export interface ChosenListProps {
  readonly documents: Signal<readonly Chosen[]>;
  readonly limits: Limits;
  readonly onChange: () => void;
}

/** The documents so far, each with its hashing under way, a way to take it back, and another name for one that cannot go under its own. */
export function ChosenList({ documents, limits, onChange }: ChosenListProps) {
  const set = (all: readonly Chosen[]): void => {
    documents.value = all;
    onChange();
  };
  const remove = (gone: Chosen): void => {
    gone.cancel();
    set(documents.value.filter(({ id }) => id !== gone.id));
    document.getElementById('documents')?.focus();
  };
  const rename = (one: Chosen, name: string): void => {
    const all = documents.value;
    set(all.map((other) => (other.id === one.id ? renamed(one, name, { all, limits }) : other)));
  };
  const named = (problem: Chosen): void => rename(problem, proposedName(problem, documents.value));
  const unnamed = documents.value.filter(({ problem }) => problem);
  return (
    <>
      {unnamed.length > 1 ? (
        <p>
          <button type="button" class="quiet" onClick={() => unnamed.forEach(named)}>
            {t('compose.use-proposed')}
          </button>
        </p>
      ) : null}
      <ol class="documents">
        {documents.value.map((one) => (
          <li key={one.id}>
            <p class="line">
              <DocumentName name={one.name} /> <span class="amount">{size(one.file.size)}</span>
            </p>
            <Standing of={one} />
            {one.problem ? <NewName of={one} first={proposedName(one, documents.value)} onName={(name) => rename(one, name)} /> : null}
            <p>
              <button
                type="button"
                class="quiet small"
                onClick={() => remove(one)}
                aria-label={t('compose.remove', { name: plainName(one.name) })}
              >
                {t('compose.remove-this')}
              </button>
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Standing({ of: { problem, error, hashed, bytesHashed, file, name } }: { readonly of: Chosen }) {
  if (problem) return <p class="wrong">{t(problem)}</p>;
  if (error.value !== undefined) return <Problem error={error.value} />;
  return (
    <>
      {name === file.name.normalize('NFC') ? null : (
        <p class="hint">
          {t('compose.own-name')} <DocumentName name={file.name} />
        </p>
      )}
      {file.size === 0 ? <p class="hint">{t('compose.empty-file')}</p> : null}
      <p class="hint">
        {hashed.value ? t('compose.hashed') : `${t('compose.hashing')} ${file.size > 0 ? percent(bytesHashed.value / file.size) : ''}`}
      </p>
    </>
  );
}

interface NewNameProps {
  readonly of: Chosen;
  readonly first: string;
  readonly onName: (name: string) => void;
}

function NewName({ of: { id }, first, onName }: NewNameProps) {
  const name = useSignal(first);
  return (
    <p class="field">
      <label for={`name-${id}`}>{t('compose.new-name')}</label>
      <input
        id={`name-${id}`}
        dir="auto"
        autoComplete="off"
        spellcheck={false}
        value={name.value}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <button type="button" class="quiet" onClick={() => onName(name.value)}>
        {t('compose.use-name')}
      </button>
    </p>
  );
}
