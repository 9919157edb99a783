import { type Act, type ActBody, actBody, actNamed } from '../../../../domain/acts.ts';
import { calendarDate, fileNumber } from '../../../../domain/receipt.ts';
import type { Complaint } from '../../../parts/complaints.tsx';
import { asciiDigits } from '../../../words/digits.ts';
import type { Choice, Saying } from './choices.ts';

/** What the person has typed so far, as typed. */
export interface ActFields {
  readonly grounds: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly authority: string;
  /** A dispatch that answers or supplements; empty while none is chosen. */
  readonly reply: string;
  readonly assignee: string;
  readonly fileNumber: string;
}

export const emptyActFields: ActFields = {
  grounds: '',
  day: '',
  month: '',
  year: '',
  authority: '',
  reply: '',
  assignee: '',
  fileNumber: '',
};

/** What an act asks for; undefined for the acknowledgement, which only has a file number. */
export function wantedBy(choice: Choice): Act | undefined {
  return choice === 'acknowledge' ? undefined : actNamed(choice);
}

/** Everything that keeps the step from being signed, in the order of the form. `today` is the country's own, as `2026-11-28`. */
export function complaintsAboutAct(choice: Choice, fields: ActFields, today: string): readonly Complaint[] {
  const { grounds, until, authority, assignee, fileNumber: number } = said(fields);
  if (choice === 'acknowledge') {
    return number === undefined || fileNumber.safeParse(number).success ? [] : [{ control: 'file-number', key: 'act.need-file-number' }];
  }
  const { detail, grounds: reasons } = actNamed(choice);
  const needsWords = reasons === 'mandatory' || (choice === 'supplement' && fields.reply === '');
  const is = (name: string): boolean => detail?.name === name;
  const complaints: readonly (Complaint | false)[] = [
    is('answer') && fields.reply === '' && { control: 'reply', key: 'act.need-answer' },
    is('authority') && !isFit('authority', authority) && { control: 'authority', key: 'act.need-authority' },
    is('assignee') && !isFit('assignee', assignee) && { control: 'assignee', key: 'act.need-assignee' },
    needsWords && grounds === undefined && { control: 'grounds', key: 'act.need-grounds' },
    grounds !== undefined && !isFit('grounds', grounds) && { control: 'grounds', key: 'act.need-grounds' },
    is('until') && until !== undefined && !isDayToCome(until, today) && { control: 'until', key: 'act.need-until' },
  ];
  return complaints.filter((one) => one !== false);
}

/** What is signed. Call only where nothing is complained about. */
export function sayingOf(choice: Choice, fields: ActFields): Saying {
  const { grounds, until, authority, assignee, fileNumber: number } = said(fields);
  if (choice === 'acknowledge') return { act: choice, ...(number && { fileNumber: number }) };
  const { detail, grounds: reasons } = actNamed(choice);
  const name = detail?.name;
  return {
    act: choice,
    ...(reasons !== 'none' && grounds !== undefined && { grounds }),
    ...(name === 'until' && until !== undefined && { until }),
    ...(name === 'authority' && { authority }),
    ...(name === 'assignee' && { assignee }),
    ...(name === 'answer' && { answer: fields.reply }),
    ...(name === 'supplement' && fields.reply !== '' && { supplement: fields.reply }),
  };
}

/** Words as a receipt takes them: pasted marks of direction and controls are left out, so that what is signed is what is seen. */
export function plainWords(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/gu, '')
    .trim();
}

interface Said {
  readonly grounds?: string;
  readonly until?: string;
  readonly authority?: string;
  readonly assignee?: string;
  readonly fileNumber?: string;
}

function said({ grounds, day, month, year, authority, assignee, fileNumber: number }: ActFields): Said {
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  return {
    grounds: plainWords(grounds) || undefined,
    until: day || month || year ? date : undefined,
    authority: plainWords(authority).replaceAll('\n', ' ') || undefined,
    assignee: asciiDigits(assignee.normalize('NFKC')).trim() || undefined,
    fileNumber: asciiDigits(number.normalize('NFKC')).trim().toUpperCase() || undefined,
  };
}

function isFit(name: 'grounds' | 'authority' | 'assignee', value: string | undefined): boolean {
  return value !== undefined && actBody.safeParse({ act: 'accept', [name]: value } satisfies Partial<ActBody>).success;
}

function isDayToCome(date: string, today: string): boolean {
  return calendarDate.safeParse(date).success && date > today;
}
