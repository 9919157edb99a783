/** What somebody chose or dropped. */
export interface Dropped {
  readonly files: readonly File[];
  /** Names of what could not be read: a folder without permission, a file that went away. */
  readonly unreadable: readonly string[];
  /** How many files were left out that a system keeps for itself in a folder. */
  readonly leftOut: number;
}

/** The files of a drop, those in folders too (File and Directory Entries API, which every browser has). Call before anything is awaited. */
export function droppedIn({ items, files }: DataTransfer): Promise<Dropped> {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  if (entries.every((entry) => entry === null)) return Promise.resolve(pickedFrom([...files]));
  return below(entries.filter((entry) => entry !== null));
}

/** The files of the browser's own dialog. */
export function pickedFrom(files: readonly File[]): Dropped {
  const kept = files.filter((file) => folderOf(file) === '' || !isOfTheSystem(file.name));
  return { files: kept, unreadable: [], leftOut: files.length - kept.length };
}

/** The folder in which a file was chosen, below the one that was chosen or dropped: `annexes/2`; empty for a file by itself. */
export function folderOf(file: File): string {
  const path = file.webkitRelativePath || (paths.get(file) ?? '');
  return path.split('/').slice(0, -1).filter(Boolean).join('/');
}

const paths = new WeakMap<File, string>();

/** `page-9` before `page-10`. */
const byName = new Intl.Collator(undefined, { numeric: true });

async function below(entries: readonly FileSystemEntry[]): Promise<Dropped> {
  const found = { files: [] as File[], unreadable: [] as string[], leftOut: 0 };
  // a disk lists its files in no order that a person knows
  for (const entry of [...entries].sort((one, other) => byName.compare(one.name, other.name))) {
    try {
      if (isFile(entry)) take(await fileOf(entry), entry.fullPath, found);
      if (!isFolder(entry)) continue;
      const inside = await below(await entriesOf(entry));
      found.files.push(...inside.files);
      found.unreadable.push(...inside.unreadable);
      found.leftOut += inside.leftOut;
    } catch {
      found.unreadable.push(entry.name);
    }
  }
  return found;
}

function take(file: File, path: string, found: { readonly files: File[]; leftOut: number }): void {
  paths.set(file, path);
  if (folderOf(file) !== '' && isOfTheSystem(file.name)) found.leftOut += 1;
  else found.files.push(file);
}

/** What file managers leave behind in folders; nobody means to send it. */
function isOfTheSystem(name: string): boolean {
  return /^(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|\.directory)$/i.test(name);
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives at most a hundred entries at a time, and an empty list at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<readonly FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    found.push(...batch);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
