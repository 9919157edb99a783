import { citedToday } from '../../../client/instruments.ts';
import { caseReference } from '../../../domain/identifiers.ts';
import type { RequestField } from '../../../domain/instrument.ts';
import { type Cover, legalBasis, type Urgency } from '../../../domain/manifest.ts';
import type { Complaint } from '../../parts/complaints.tsx';
import { asciiDigits } from '../../words/digits.ts';
import type { Chosen } from './chosen.ts';

/** What the person has typed so far, as typed. */
export interface Fields {
  readonly to: string;
  readonly case: string;
  readonly instrument: string;
  /** Instruments that are cited beside it. */
  readonly further: readonly string[];
  readonly articles: string;
  readonly urgency: Urgency;
  /** What the person says that the request holds. It stays on this machine. */
  readonly said: readonly RequestField[];
}

export const emptyFields: Fields = { to: '', case: '', instrument: 'riyadh-1983', further: [], articles: '', urgency: 'routine', said: [] };

/** Everything that keeps the cover from being signed, in the order of the form. */
export function complaintsAboutCover(fields: Fields): readonly Complaint[] {
  const { to, case: reference, articles } = normalised(fields);
  const complaints: readonly (Complaint | false)[] = [
    to === '' && { control: 'to', key: 'compose.need-country' },
    !caseReference.safeParse(reference).success && { control: 'case', key: 'compose.need-case' },
    articles !== '' && !isArticles(fields.instrument, articles) && { control: 'articles', key: 'compose.need-articles' },
  ];
  return complaints.filter((one) => one !== false);
}

/** Everything that keeps the documents from being sent. */
export function complaintsAboutDocuments(documents: readonly Chosen[], most: number): readonly Complaint[] {
  const complaints: readonly (Complaint | false)[] = [
    documents.length === 0 && { control: 'documents', key: 'compose.need-documents' },
    documents.length > most && { control: 'documents', key: 'compose.too-many', values: { count: documents.length, most } },
    documents.some(({ problem, error }) => problem !== undefined || error.value !== undefined) && {
      control: 'documents',
      key: 'compose.need-mended',
    },
  ];
  return complaints.filter((one) => one !== false);
}

/** What the manifest will say, documents apart. Call only where nothing is complained about. */
export function coverOf(fields: Fields, inReplyTo: string | undefined, now: Date): Cover {
  const { to, case: reference, articles } = normalised(fields);
  const furtherBases = furtherOf(fields).map((instrument) => citedToday({ instrument }, now));
  return {
    to,
    case: reference,
    legalBasis: citedToday({ instrument: fields.instrument, ...(articles && { articles }) }, now),
    ...(furtherBases.length > 0 && { furtherBases }),
    urgency: fields.urgency,
    ...(inReplyTo && { inReplyTo }),
  };
}

/** What is cited beside the legal basis, which may have been chosen after it. */
export function furtherOf({ instrument, further }: Pick<Fields, 'instrument' | 'further'>): readonly string[] {
  return further.filter((one) => one !== instrument).slice(0, maxFurther);
}

export const maxFurther = 5;

/** References are Latin capitals and digits: what a person types on an Arabic or lower-case keyboard is taken as meant. */
export function normalised(fields: Fields): Fields {
  const latin = (text: string): string => asciiDigits(text.normalize('NFKC')).trim();
  return { ...fields, case: latin(fields.case).toUpperCase(), articles: latin(fields.articles).replaceAll('،', ',') };
}

function isArticles(instrument: string, articles: string): boolean {
  return legalBasis.safeParse({ instrument, articles }).success;
}
