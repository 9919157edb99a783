import type { ReadableReceipt } from '../../domain/receipt.ts';
import { sentenceOf as sentenceIn } from '../../domain/receipt-words.ts';
import { language, locale } from '../words/language.ts';
import { countryName } from './country.tsx';

/** What a receipt says, in the page's language and digits. */
export function sentenceOf(receipt: ReadableReceipt): string {
  return sentenceIn(receipt, { language: language.value, locale: locale(), countryName });
}
