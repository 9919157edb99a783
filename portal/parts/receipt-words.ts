import type { Receipt } from '../../domain/receipt.ts';
import { refusals } from '../../domain/refusals.ts';
import { language } from '../words/language.ts';
import { t } from '../words/words.ts';
import { countryName } from './country.tsx';

/** What a receipt says, in the page's language. */
export function sentenceOf(receipt: Receipt): string {
  const country = countryName(receipt.issuer);
  switch (receipt.event) {
    case 'SubmissionAcceptance':
      return t('event.accepted', { country });
    case 'SubmissionRejection':
      return `${t('event.rejected', { country })} ${reasonOf(receipt.reason)}`;
    case 'ContentConsignment':
      return t('event.consigned', { country, count: receipt.documents.length });
    case 'ContentHandover':
      return t('event.handed-over', { country, person: receipt.by, number: receipt.documentNumber });
    case 'Acknowledgement':
      return receipt.fileNumber === undefined
        ? t('event.acknowledged', { country, person: receipt.by })
        : t('event.acknowledged-as', { country, person: receipt.by, file: receipt.fileNumber });
  }
}

/** A newer desk may give a reason that this portal does not know: its code then. */
function reasonOf(code: string): string {
  const known = Object.entries(refusals).find(([name]) => name === code);
  return known ? known[1][language.value] : code;
}
