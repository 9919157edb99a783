import { toDocumentName } from '../../domain/document-name.ts';
import type { UnfinishedSend } from './journal.ts';

/** The chosen files in the order of the send's documents; undefined where one is missing or has another size. */
export function matchFiles(chosen: readonly File[], { documents }: UnfinishedSend): readonly File[] | undefined {
  const files = documents.flatMap(({ entry }) => {
    const file = chosen.find(({ name, size }) => toDocumentName(name) === entry.name && size === entry.sizeBytes);
    return file ? [file] : [];
  });
  return files.length === documents.length ? files : undefined;
}
