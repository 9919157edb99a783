import type { ReadableReceipt } from './receipt.ts';
import type { Language } from './refusal.ts';
import { refusals } from './refusals.ts';

/** In which words a receipt is read. */
export interface Wording {
  readonly language: Language;
  /** For digits: `ar-MA`. @default - the language's own */
  readonly locale?: string;
  /** Set where what shows the text takes no marks of direction, such as a terminal. @default - values are isolated in Arabic */
  readonly unmarked?: boolean;
  /** Where the reader's clock is: limits are told in its time, and in UTC beside that. @default UTC */
  readonly timeZone?: string;
  /** A country's name in that language; its code where nobody knows it. */
  readonly countryName: (code: string) => string;
}

/** What a receipt says, in a sentence that a clerk can read out, and a second one where a limit was set. Reasons that a person wrote are not part of it: see `writtenIn`. */
export function sentenceOf(receipt: ReadableReceipt, wording: Wording): string {
  const { language, unmarked = false } = wording;
  const isIsolated = language === 'ar' && !unmarked;
  const values = valuesOf(receipt, wording);
  const sentence = filled(templateOf(receipt, wording), values, isIsolated);
  if (receipt.event === 'SubmissionRejection') return `${sentence} ${reasonOf(receipt.reason, language)}`;
  const limit = limitOf(receipt);
  return limit ? `${sentence} ${filled(limit.template[language], { limit: limit.day(wording, isIsolated) }, isIsolated)}` : sentence;
}

/** What a person wrote into a receipt; undefined where nobody did. Case data. */
export function writtenIn(receipt: ReadableReceipt): string | undefined {
  return 'grounds' in receipt ? receipt.grounds : undefined;
}

function valuesOf(receipt: ReadableReceipt, { language, locale = language, countryName }: Wording): Readonly<Record<string, string>> {
  const number = new Intl.NumberFormat(locale);
  return {
    country: countryName(receipt.issuer),
    ...('by' in receipt && { person: receipt.by }),
    ...('assignee' in receipt && { assignee: receipt.assignee }),
    ...('authority' in receipt && { authority: receipt.authority }),
    ...('fileNumber' in receipt && receipt.fileNumber !== undefined && { file: receipt.fileNumber }),
    ...('documentNumber' in receipt && { number: number.format(receipt.documentNumber) }),
    ...('documents' in receipt && { count: number.format(receipt.documents.length) }),
    ...('called' in receipt && { called: receipt.called }),
    ...('missing' in receipt && { count: number.format(receipt.missing) }),
  };
}

function templateOf(receipt: ReadableReceipt, { language }: Wording): string {
  if (receipt.event === 'Acknowledgement' && receipt.fileNumber !== undefined) return acknowledgedAs[language];
  if (receipt.event === 'ContentConsignment') return counted(arrived[language], receipt.documents.length, language);
  if (receipt.event === 'ContentConsignmentFailure') return counted(missing[language], receipt.missing, language);
  return templates[receipt.event][language];
}

interface Limit {
  readonly template: Sentences;
  readonly day: (wording: Wording, isolated: boolean) => string;
}

function limitOf(receipt: ReadableReceipt): Limit | undefined {
  if (receipt.event === 'SubmissionAcceptance') return untilMoment(toArrive, receipt.arriveBy);
  if (receipt.event === 'ContentConsignment') return untilMoment(toBeOpened, receipt.readBy);
  if (receipt.event === 'ContentHandover') return untilMoment(toBeAcknowledged, receipt.acknowledgeBy);
  const { until } = { until: undefined, ...receipt };
  return until === undefined ? undefined : { template: lasting, day: (wording, isolated) => dayOf(until, wording, isolated) };
}

function untilMoment(template: Sentences, moment: string | undefined): Limit | undefined {
  return moment === undefined ? undefined : { template, day: (wording, isolated) => momentOf(moment, wording, isolated) };
}

/** A calendar date has no time zone. ISO beside it, since months have many names. */
function dayOf(date: string, { language, locale = language }: Wording, isolated: boolean): string {
  const words = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  return `${words} (${latin(date, isolated)})`;
}

/** In UTC as well, and with its name: two countries read the same receipt. French is written with 24 hours in all eight countries. */
function momentOf(instant: string, { language, locale = language, timeZone = 'UTC' }: Wording, isolated: boolean): string {
  const at = new Date(instant);
  const clock = { timeZone, ...(language === 'fr' && { hourCycle: 'h23' as const }) };
  const words = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', ...clock }).format(at);
  return `${words} (${latin(`${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`, isolated)})`;
}

/** An ISO date after Arabic letters would be read from its day to its year (UAX 9, W2): it is set left to right. */
function latin(text: string, isolated: boolean): string {
  return isolated ? `\u2066${text}\u2069` : text;
}

/** Each value stands by itself, whatever its direction (Unicode UAX 9, first strong isolate). */
function filled(template: string, values: Readonly<Record<string, string>>, isolated: boolean): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => (isolated ? `\u2068${values[name] ?? ''}\u2069` : (values[name] ?? '')));
}

/** A newer desk may give a reason that this version does not know: its code then. */
function reasonOf(code: string, language: Language): string {
  const known = Object.entries(refusals).find(([name]) => name === code);
  return known ? known[1][language] : code;
}

type Sentences = Readonly<Record<Language, string>>;
type Plural = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

function counted(plural: Plural, count: number, language: Language): string {
  return plural[new Intl.PluralRules(language).select(count)] ?? plural.other;
}

const lasting: Sentences = { en: 'Until {limit}.', fr: 'Jusqu’au {limit}.', ar: 'حتى {limit}.' };

const toArrive: Sentences = {
  en: 'Its documents should arrive by {limit}.',
  fr: 'Ses documents doivent arriver au plus tard le {limit}.',
  ar: 'ينبغي وصول مستنداتها في موعد أقصاه {limit}.',
};

const toBeAcknowledged: Sentences = {
  en: 'Receipt should be acknowledged by {limit}.',
  fr: 'Accusé de réception attendu au plus tard le {limit}.',
  ar: 'ينبغي الإقرار بالاستلام في موعد أقصاه {limit}.',
};

const toBeOpened: Sentences = {
  en: 'It should be opened by {limit}.',
  fr: 'À ouvrir au plus tard le {limit}.',
  ar: 'ينبغي فتح الإرسالية في موعد أقصاه {limit}.',
};

const acknowledgedAs: Sentences = {
  en: '{person} of {country} acknowledged the dispatch under file number {file}.',
  fr: '{person} ({country}) a accusé réception de l’envoi sous le numéro de dossier {file}.',
  ar: 'أقر {person} من {country} باستلام الإرسالية برقم الملف {file}.',
};

const arrived: Readonly<Record<Language, Plural>> = {
  en: {
    one: 'The document arrived whole in the drop box of {country}.',
    other: 'All {count} documents arrived whole in the drop box of {country}.',
  },
  fr: {
    one: 'Le document est arrivé en entier dans la boîte de dépôt : {country}.',
    other: 'Les {count} documents sont arrivés en entier dans la boîte de dépôt : {country}.',
  },
  ar: {
    zero: 'لم يصل مستند إلى صندوق إيداع {country}.',
    one: 'وصل المستند كاملا إلى صندوق إيداع {country}.',
    two: 'وصل المستندان كاملين إلى صندوق إيداع {country}.',
    few: 'وصلت {count} مستندات كاملة إلى صندوق إيداع {country}.',
    many: 'وصل {count} مستندا كاملا إلى صندوق إيداع {country}.',
    other: 'وصل {count} مستند كاملا إلى صندوق إيداع {country}.',
  },
};

const missing: Readonly<Record<Language, Plural>> = {
  en: {
    one: 'One document did not arrive in time in the drop box of {country}.',
    other: '{count} documents did not arrive in time in the drop box of {country}.',
  },
  fr: {
    one: 'Un document n’est pas arrivé à temps dans la boîte de dépôt : {country}.',
    other: '{count} documents ne sont pas arrivés à temps dans la boîte de dépôt : {country}.',
  },
  ar: {
    one: 'لم يصل مستند واحد في الموعد إلى صندوق إيداع {country}.',
    two: 'لم يصل مستندان في الموعد إلى صندوق إيداع {country}.',
    few: 'لم تصل {count} مستندات في الموعد إلى صندوق إيداع {country}.',
    many: 'لم يصل {count} مستندا في الموعد إلى صندوق إيداع {country}.',
    other: 'لم يصل {count} مستند في الموعد إلى صندوق إيداع {country}.',
  },
};

const templates: Readonly<Record<Exclude<ReadableReceipt['event'], 'ContentConsignment' | 'ContentConsignmentFailure'>, Sentences>> = {
  SubmissionAcceptance: {
    en: 'The desk of {country} accepted the dispatch.',
    fr: 'Le bureau de ce pays a accepté l’envoi : {country}.',
    ar: 'قبل مكتب {country} الإرسالية.',
  },
  SubmissionRejection: {
    en: 'The desk of {country} rejected the dispatch.',
    fr: 'Le bureau de ce pays a rejeté l’envoi : {country}.',
    ar: 'رفض مكتب {country} الإرسالية.',
  },
  ContentHandover: {
    en: '{person} of {country} opened document {number}.',
    fr: '{person} ({country}) a ouvert le document {number}.',
    ar: 'فتح {person} من {country} المستند رقم {number}.',
  },
  ContentHandoverFailure: {
    en: 'Nobody in {country} opened the dispatch in time. It can still be opened.',
    fr: 'Personne n’a ouvert l’envoi à temps dans ce pays : {country}. Il peut encore être ouvert.',
    ar: 'لم يفتح أحد في {country} الإرسالية في الموعد. ما زال فتحها ممكنا.',
  },
  Acknowledgement: {
    en: '{person} of {country} acknowledged the dispatch.',
    fr: '{person} ({country}) a accusé réception de l’envoi.',
    ar: 'أقر {person} من {country} باستلام الإرسالية.',
  },
  CaseAssignment: {
    en: '{person} of {country} assigned the request to {assignee}.',
    fr: '{person} ({country}) a attribué la demande à {assignee}.',
    ar: 'أسند {person} من {country} الطلب إلى {assignee}.',
  },
  CaseHandover: {
    en: '{person} of {country} put the request into the hands of {assignee}.',
    fr: '{person} ({country}) a transmis la demande à {assignee}.',
    ar: 'سلم {person} من {country} الطلب إلى {assignee}.',
  },
  ClarificationRequest: {
    en: '{person} of {country} asks for clarification.',
    fr: '{person} ({country}) demande des précisions.',
    ar: 'يطلب {person} من {country} إيضاحات.',
  },
  ClarificationSupplement: {
    en: '{person} of {country} supplied what was asked for.',
    fr: '{person} ({country}) a fourni les précisions demandées.',
    ar: 'قدم {person} من {country} الإيضاحات المطلوبة.',
  },
  RequestReferral: {
    en: '{person} of {country} passed the request on to {authority}.',
    fr: '{person} ({country}) a transmis la demande à l’autorité suivante : {authority}.',
    ar: 'أحال {person} من {country} الطلب إلى {authority}.',
  },
  RequestAcceptance: {
    en: '{person} of {country} accepted the request.',
    fr: '{person} ({country}) a accepté la demande.',
    ar: 'قبل {person} من {country} الطلب.',
  },
  RequestPartialAcceptance: {
    en: '{person} of {country} accepted the request in part.',
    fr: '{person} ({country}) a accepté la demande en partie.',
    ar: 'قبل {person} من {country} الطلب جزئيا.',
  },
  RequestPostponement: {
    en: '{person} of {country} postponed the request.',
    fr: '{person} ({country}) a ajourné la demande.',
    ar: 'أجل {person} من {country} الطلب.',
  },
  RequestRefusal: {
    en: '{person} of {country} refused the request.',
    fr: '{person} ({country}) a refusé la demande.',
    ar: 'رفض {person} من {country} الطلب.',
  },
  ExecutionStart: {
    en: '{person} of {country} began to execute the request.',
    fr: '{person} ({country}) a commencé l’exécution de la demande.',
    ar: 'بدأ {person} من {country} تنفيذ الطلب.',
  },
  ExecutionSuspension: {
    en: '{person} of {country} suspended the execution.',
    fr: '{person} ({country}) a suspendu l’exécution.',
    ar: 'أوقف {person} من {country} التنفيذ مؤقتا.',
  },
  ResultsReturn: {
    en: '{person} of {country} returned the results in a dispatch of their own.',
    fr: '{person} ({country}) a renvoyé les résultats par un envoi distinct.',
    ar: 'أعاد {person} من {country} النتائج في إرسالية مستقلة.',
  },
  ResultsAcknowledgement: {
    en: '{person} of {country} acknowledged the results.',
    fr: '{person} ({country}) a accusé réception des résultats.',
    ar: 'أقر {person} من {country} باستلام النتائج.',
  },
  RequestWithdrawal: {
    en: '{person} of {country} withdrew the request.',
    fr: '{person} ({country}) a retiré la demande.',
    ar: 'سحب {person} من {country} الطلب.',
  },
  UnknownStep: {
    en: 'The desk of {country} signed a step that this version of the exchange does not know: {called}.',
    fr: 'Le bureau de ce pays a signé une étape que cette version ne connaît pas : {country}, {called}.',
    ar: 'وقع مكتب {country} خطوة لا تعرفها هذه النسخة: {called}.',
  },
  CaseClosure: {
    en: '{person} of {country} closed the case.',
    fr: '{person} ({country}) a clos le dossier.',
    ar: 'أغلق {person} من {country} الملف.',
  },
};
