import type { UnfinishedSend } from './journal.ts';

/**
 * The chosen files in the order of the send's documents; undefined where one is missing or has another size. Files of the same name and
 * size, from two folders, are told apart by when they were last changed. Whether the bytes are the same is looked at later.
 */
export function matchFiles(chosen: readonly File[], { files }: Pick<UnfinishedSend, 'files'>): readonly File[] | undefined {
  const left = new Set(chosen);
  const matched = files.flatMap((wanted) => {
    const alike = [...left].filter(({ name, size }) => name === wanted.name && size === wanted.sizeBytes);
    const file = alike.find(({ lastModified }) => lastModified === wanted.lastModified) ?? alike[0];
    if (!file) return [];
    left.delete(file);
    return [file];
  });
  return matched.length === files.length ? matched : undefined;
}
