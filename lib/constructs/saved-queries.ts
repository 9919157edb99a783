import { athenaQuery, parameterForms } from '../../domain/audit-question.ts';
import { auditQuestions } from '../../domain/audit-questions.ts';

/** A question kept in the workgroup. `?` is an execution parameter of Athena: values are bound, never spliced into the text. */
export interface SavedQuery {
  readonly id: string;
  readonly description: string;
  readonly sql: string;
}

/** The auditor's questions (domain/audit-questions.ts) in Athena's dialect; days are those of the log files' delivery. */
export const savedQueries: readonly SavedQuery[] = auditQuestions.map((question) => {
  const { sql, positions } = athenaQuery(question);
  const forms: ReadonlyMap<string, string> = new Map(
    Object.entries(question.parameters).map(([name, kind]) => [name, parameterForms[kind].wanted]),
  );
  const wanted = positions.slice(2).map((name) => forms.get(name) ?? name);
  return { id: question.id, description: ['Parameters: first day, last day (yyyy/MM/dd)', ...wanted].join('; '), sql };
});
