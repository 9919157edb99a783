import { type Asked, askedOf, BadQuestion } from '../audit/ask/asked.ts';
import { eventOf, type LogEvent } from '../audit/record.ts';
import { judges } from '../audit/scan/judges.ts';
import { parameterForms } from '../domain/audit-question.ts';
import { auditQuestions, questionNamed } from '../domain/audit-questions.ts';
import type { WorkingCalendar } from '../domain/calendar.ts';
import { officeRules } from '../domain/office-rules.ts';
import type { GivenKind, LogQuestions, ReadLog } from '../rehearsal/audit/log-questions.ts';

/** The countries of the exchange, with the hours of their offices. */
export type CountryCalendars = readonly (WorkingCalendar & { readonly code: string })[];

/** The auditor's questions for the rehearsal's page: the same that Athena and DuckDB are asked, by the judges of the raw scan. */
export function logQuestions(countries: CountryCalendars): LogQuestions {
  return {
    all: auditQuestions.map(({ id, titles, parameters }) => {
      const [given] = Object.keys(parameters).flatMap((name) => givenAs[name] ?? []);
      return { id, titles, ...(given !== undefined && { given }) };
    }),
    read: (lines) => readLog(lines, countries),
  };
}

/** What the page asks for by the names of the questions' parameters; the calendar follows from the country. */
const givenAs: Readonly<Record<string, GivenKind>> = {
  object_key: 'document',
  person: 'person',
  country: 'country',
  dispatches: 'dispatches',
};

function readLog(lines: readonly string[], countries: CountryCalendars): ReadLog {
  const events = lines.map((line) => eventOf(JSON.parse(line)));
  return {
    answer: (id, value) => {
      try {
        return answersTo(askedOf(id, parametersOf(id, value, countries)), events);
      } catch (error) {
        if (error instanceof BadQuestion) return { wanted: error.message };
        throw error;
      }
    },
    occurring: {
      country: countries.map(({ code }) => code),
      person: distinct(events.flatMap(({ person, asked_person: asked }) => [person, asked])),
      document: distinct(events.map(({ box_country: box, object_key: key }) => (box === null ? null : key))),
      dispatches: distinct(events.map(({ dispatch_id: id }) => id)),
    },
    commands: commandsFor,
  };
}

function answersTo({ question, parameters }: Asked, events: readonly LogEvent[]): readonly number[] {
  const judge = judges[question.id](parameters);
  const { note } = judge;
  if (note) for (const event of events) note(event);
  return events.flatMap((event, index) => (judge.answers(event) ? [index] : []));
}

function parametersOf(id: string, value: string, countries: CountryCalendars): Readonly<Record<string, string>> {
  const wanted = Object.keys(questionNamed(id)?.parameters ?? {});
  const calendar = countries.find(({ code }) => code === value);
  const office: Readonly<Record<string, string>> = calendar ? { time_zone: calendar.timeZone, office_hours: officeRules(calendar) } : {};
  return { ...Object.fromEntries(wanted.map((name) => [name, value])), ...office };
}

const mostValues = 200;

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))].slice(0, mostValues).sort();
}

/** As docs/audit-guide.md goes through them. A value that the question does not take stands in no command. */
function commandsFor(id: string, value: string): readonly string[] {
  const options: Readonly<Record<string, string>> = {
    object_key: '--object-key',
    person: '--person',
    country: '--country',
    dispatches: '--dispatches',
  };
  const given = Object.entries(questionNamed(id)?.parameters ?? {}).flatMap(([name, kind]) => {
    const option = options[name];
    return option === undefined ? [] : [`${option} ${parameterForms[kind].pattern.test(value) ? quoted(value) : name.toUpperCase()}`];
  });
  const archive = '--archive copy --keys keys.json';
  return [
    'npx exchange audit digest',
    'npx exchange audit copy copy --keys keys.json',
    'npx exchange audit ingest copy --keys keys.json',
    `npx exchange audit ${['ask', id, ...given].join(' ')} --cross-check ${archive} --format json --out answer.json`,
    `npx exchange audit prove answer.json ${archive}`,
  ];
}

/** For a POSIX shell. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
