import { citedToday } from '../../../client/instruments.ts';
import { caseReference } from '../../../domain/identifiers.ts';
import type { RequestField } from '../../../domain/instrument.ts';
import { type Cover, legalBasis, type Urgency } from '../../../domain/manifest.ts';
import { asciiDigits } from '../../words/digits.ts';
import type { Key } from '../../words/words.ts';

/** What the person has typed so far, as typed. */
export interface Fields {
  readonly to: string;
  readonly case: string;
  readonly instrument: string;
  readonly articles: string;
  readonly urgency: Urgency;
  /** What the person says that the request holds. It stays on this machine. */
  readonly said: readonly RequestField[];
}

export const emptyFields: Fields = { to: '', case: '', instrument: 'riyadh-1983', articles: '', urgency: 'routine', said: [] };

/** One thing that is missing or wrong, and the control that mends it. */
export interface Complaint {
  readonly control: string;
  readonly key: Key;
}

/** Everything that keeps the form from being sent, in the order of the form. */
export function complaintsAbout(fields: Fields, documents: number): readonly Complaint[] {
  const { to, case: reference, articles } = normalised(fields);
  const complaints: readonly (Complaint | false)[] = [
    to === '' && { control: 'to', key: 'compose.need-country' },
    !caseReference.safeParse(reference).success && { control: 'case', key: 'compose.need-case' },
    articles !== '' && !isArticles(fields.instrument, articles) && { control: 'articles', key: 'compose.need-articles' },
    documents === 0 && { control: 'documents', key: 'compose.need-documents' },
  ];
  return complaints.filter((one) => one !== false);
}

/** What the manifest will say, documents apart. Call only where nothing is complained about. */
export function coverOf(fields: Fields, inReplyTo: string | undefined, now: Date): Cover {
  const { to, case: reference, articles } = normalised(fields);
  return {
    to,
    case: reference,
    legalBasis: citedToday({ instrument: fields.instrument, ...(articles && { articles }) }, now),
    urgency: fields.urgency,
    ...(inReplyTo && { inReplyTo }),
  };
}

/** References are Latin capitals and digits: what a person types on an Arabic or lower-case keyboard is taken as meant. */
export function normalised(fields: Fields): Fields {
  const latin = (text: string): string => asciiDigits(text.normalize('NFKC')).trim();
  return { ...fields, case: latin(fields.case).toUpperCase(), articles: latin(fields.articles).replaceAll('،', ',') };
}

function isArticles(instrument: string, articles: string): boolean {
  return legalBasis.safeParse({ instrument, articles }).success;
}
