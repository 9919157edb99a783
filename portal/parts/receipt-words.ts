import type { ReadableReceipt } from '../../domain/receipt.ts';
import { sentenceOf as sentenceIn } from '../../domain/receipt-words.ts';
import { zone } from '../words/format.ts';
import { language, locale } from '../words/language.ts';
import { countryName } from './country.tsx';

/** What a receipt says, in the page's language and digits and the country's time. */
export function sentenceOf(receipt: ReadableReceipt): string {
  return sentenceIn(receipt, { language: language.value, locale: locale(), timeZone: zone(), countryName });
}
