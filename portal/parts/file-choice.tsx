import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../words/words.ts';
import { type Dropped, droppedIn, pickedFrom } from './dropped-files.ts';
import { plainName } from './text.tsx';

export interface FileChoiceProps {
  readonly id: string;
  readonly onFiles: (files: readonly File[]) => void;
  /** Offers a whole folder as well. @default false */
  readonly folders?: boolean;
  /** @default - what to do stands in the label alone */
  readonly hint?: string;
}

/**
 * Files by picking or dropping. The native control speaks the browser's language, not the page's: it is there for keyboard and screen
 * reader, and a label in the page's words lies over it.
 */
export function FileChoice({ id, onFiles, folders = false, hint }: FileChoiceProps) {
  const isOver = useSignal(false);
  useEffect(catchMissed, []);
  const last = useSignal<Dropped | undefined>(undefined);
  const give = (dropped: Dropped): void => {
    last.value = dropped;
    if (dropped.files.length > 0) onFiles(dropped.files);
  };
  const take = (input: HTMLInputElement): void => {
    give(pickedFrom([...(input.files ?? [])]));
    // the same file may be chosen again after it was taken away
    input.value = '';
  };
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    isOver.value = false;
    if (event.dataTransfer) give(await droppedIn(event.dataTransfer));
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    isOver.value = true;
  };
  const out = (): void => {
    isOver.value = false;
  };
  return (
    <section
      class={isOver.value ? 'file-choice over' : 'file-choice'}
      aria-label={t('files.label')}
      onDragOver={over}
      onDragLeave={out}
      onDrop={(event) => void drop(event)}
    >
      <p aria-hidden="true">{t('files.drop')}</p>
      <p class="choices">
        <span class="pick">
          <input
            id={id}
            type="file"
            multiple
            onChange={(event) => take(event.currentTarget)}
            aria-describedby={hint ? `${id}-hint` : undefined}
          />
          <label for={id}>{t('files.pick')}</label>
        </span>
        {folders ? (
          <span class="pick">
            <input id={`${id}-folder`} type="file" multiple {...wholeFolders} onChange={(event) => take(event.currentTarget)} />
            <label for={`${id}-folder`}>{t('files.pick-folder')}</label>
          </span>
        ) : null}
      </p>
      {hint ? (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      ) : null}
      <div role="status">{last.value ? <Told dropped={last.value} /> : null}</div>
    </section>
  );
}

/** A file that is dropped beside its place would be opened instead of this page, and everything typed be gone. */
function catchMissed(): () => void {
  const miss = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (event.defaultPrevented || !dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    dataTransfer.dropEffect = 'none';
  };
  addEventListener('dragover', miss);
  addEventListener('drop', miss);
  return () => {
    removeEventListener('dragover', miss);
    removeEventListener('drop', miss);
  };
}

/** Where a drop holds less than somebody may think, it is said. */
function Told({ dropped: { files, unreadable, leftOut } }: { readonly dropped: Dropped }) {
  return (
    <>
      {files.length === 0 && unreadable.length === 0 ? <p class="wrong">{t('files.none')}</p> : null}
      {unreadable.length > 0 ? (
        <p class="wrong">
          {t('files.unreadable', { count: unreadable.length })} <bdi>{unreadable.slice(0, 5).map(plainName).join(' · ')}</bdi>
        </p>
      ) : null}
      {leftOut > 0 ? <p class="hint">{t('files.left-out', { count: leftOut })}</p> : null}
    </>
  );
}

/** Every browser has it; the types of JSX do not. */
const wholeFolders = { webkitdirectory: true };
