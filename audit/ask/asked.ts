import { type AuditQuestion, parameterForms } from '../../domain/audit-question.ts';
import { auditQuestions, type QuestionId, questionNamed } from '../../domain/audit-questions.ts';

/** A question with its values, checked. */
export interface Asked {
  readonly question: AuditQuestion & { readonly id: QuestionId };
  readonly parameters: Readonly<Record<string, string>>;
  readonly period: Period;
}

/** Days in UTC, both inside. Records without a readable time belong to every period. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const always: Period = { from: '0000-01-01', to: '9999-12-31' };

/** What was asked is no question, or lacks a value. The message says what was wanted, and repeats no value. */
export class BadQuestion extends Error {}

/** Checks a question's name and values. Throws BadQuestion. */
export function askedOf(id: string, given: Readonly<Record<string, string | undefined>>, period: Partial<Period> = {}): Asked {
  const question = questionNamed(id);
  if (!question) throw new BadQuestion(`no such question; there are ${auditQuestions.map((each) => each.id).join(', ')}`);
  const parameters: Record<string, string> = {};
  for (const [name, kind] of Object.entries(question.parameters)) {
    const value = given[name];
    const { pattern, wanted } = parameterForms[kind];
    if (value === undefined || value.includes('\n') || !pattern.test(value))
      throw new BadQuestion(`${question.id} wants ${name}: ${wanted}`);
    parameters[name] = value;
  }
  const { from = always.from, to = always.to } = period;
  for (const day of [from, to]) if (!isDay(day)) throw new BadQuestion(`wanted: ${parameterForms.day.wanted}`);
  if (from > to) throw new BadQuestion('the last day comes before the first: no record lies between them');
  requireZone(parameters.time_zone);
  return { question, parameters, period: { from, to } };
}

/** In the calendar, too: 31 November is no day. */
function isDay(text: string): boolean {
  const at = parameterForms.day.pattern.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function requireZone(name: string | undefined): void {
  try {
    if (name !== undefined) new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    throw new BadQuestion('ReadsOutsideOfficeHours wants a time zone that is known, such as Africa/Cairo');
  }
}
