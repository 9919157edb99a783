import { isDocumentName, maxNameBytes, toDocumentName } from '../../../domain/document-name.ts';
import { folderOf } from '../../parts/dropped-files.ts';
import { type Chosen, foldedName } from './chosen.ts';

/**
 * A name under which a document can go that cannot go under its own: with its folder before it where another has the same one, and without
 * the signs that a name must not hold. Empty where nothing sensible is left.
 */
export function proposedName({ id, file }: Pick<Chosen, 'id' | 'file'>, all: readonly Pick<Chosen, 'id' | 'name' | 'problem'>[]): string {
  const names = new Set(all.filter((one) => one.id !== id && !one.problem).map(({ name }) => foldedName(name)));
  const [stem, extension] = split(plain(file.name));
  const folder = plain(folderOf(file).replaceAll('/', ' - '));
  const tries = [
    shortened(stem, extension),
    ...(folder === '' ? [] : [shortened(`${folder} - ${stem}`, extension)]),
    ...Array.from({ length: names.size + 1 }, (_, index) => shortened(stem, ` (${index + 2})${extension}`)),
  ];
  return tries.find((name) => isDocumentName(name) && !names.has(foldedName(name))) ?? '';
}

/** What a name must not hold becomes a low line, or goes where it showed nothing. */
function plain(name: string): string {
  return toDocumentName(name)
    .toWellFormed()
    .replaceAll(/[\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}/\\:*?"<>|]/gu, '_')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '');
}

function split(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

/** Whole letters only, and the end, which says what the file is, stays. */
function shortened(stem: string, end: string): string {
  const letters = [...stem];
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  while (letters.length > 0 && bytes(letters.join('')) + bytes(end) > maxNameBytes) letters.pop();
  return `${letters.join('').trimEnd()}${end}`;
}
