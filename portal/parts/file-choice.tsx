import { useSignal } from '@preact/signals';
import { t } from '../words/words.ts';

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
  const take = (input: HTMLInputElement): void => {
    onFiles([...(input.files ?? [])]);
    // the same file may be chosen again after it was taken away
    input.value = '';
  };
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    isOver.value = false;
    if (event.dataTransfer) onFiles(await filesIn(event.dataTransfer));
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
    </section>
  );
}

/** Every browser has it; the types of JSX do not. */
const wholeFolders = { webkitdirectory: true };

/** The files of a drop, those in folders too (File and Directory Entries API, which every browser has). */
async function filesIn({ items, files }: DataTransfer): Promise<readonly File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  if (entries.every((entry) => entry === null)) return [...files];
  return (await Promise.all(entries.map((entry) => (entry ? below(entry) : [])))).flat();
}

async function below(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: File[] = [];
  // a reader gives at most a hundred entries at a time, and an empty list at the end
  for (;;) {
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    for (const one of batch) found.push(...(await below(one)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
