import { localDigits } from '../words/format.ts';
import { isKey, t } from '../words/words.ts';

/** Ids of the instruments that the form offers; a dispatch may cite others by id. */
export const instruments = [
  'riyadh-1983',
  'arab-terrorism-1998',
  'arab-it-offences-2010',
  'untoc-2000',
  'uncac-2003',
  'un-cybercrime-2025',
  'bilateral',
  'reciprocity',
] as const;

/** The instrument's name in the page's language; its id where this portal does not know it. */
export function instrumentName(id: string): string {
  const key = `instrument.${id}`;
  return isKey(key) ? localDigits(t(key)) : id;
}
