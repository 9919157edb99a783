import * as z from 'zod/mini';
import { parsedJson } from '../domain/json.ts';
import type { PackageContents } from './contents.ts';
import type { Finding } from './findings.ts';

/** What of an answer of `exchange audit ask --format json` is read here; all of it is kept. */
const auditAnswer = z.object({
  format: z.literal('liaison-answer/1'),
  question: z.string(),
  parameters: z.record(z.string(), z.string()),
  columns: z.array(z.string()),
  rows: z.array(z.object({ values: z.array(z.nullable(z.string())) })),
});
type AuditAnswer = z.infer<typeof auditAnswer>;

/** The answer where it can be read and is about dispatches of the case and no others; undefined otherwise. */
export function answerAbout(text: string, dispatchIds: readonly string[]): AuditAnswer | undefined {
  const parsed = auditAnswer.safeParse(parsedJson(text));
  if (!parsed.success) return undefined;
  const { dispatches, object_key: objectKey } = parsed.data.parameters;
  const asked = dispatches?.split(',') ?? (objectKey === undefined ? [] : [objectKey.split('/')[0] ?? '']);
  return asked.length > 0 && asked.every((id) => dispatchIds.includes(id)) ? parsed.data : undefined;
}

/** Holds the openings that receipts tell against the rows of the log. */
export function auditFindings({ audit, dispatches }: PackageContents): readonly Finding[] {
  if (!audit) return [];
  const answer = answerAbout(
    audit.answer,
    dispatches.map(({ manifest }) => manifest.dispatchId),
  );
  if (!answer) return [{ code: 'AuditUnreadable' }];
  const asked = askedIn(answer);
  const findings = dispatches.flatMap(({ receipts }) =>
    receipts.flatMap(({ receipt }): readonly Finding[] => {
      if (receipt.event !== 'ContentHandover' || !asked.includes(receipt.dispatchId)) return [];
      const row = answer.rows.find(({ values }) => cellOf(answer, values, 'event_id') === receipt.cloudTrailEventId);
      if (!row) return [{ code: 'AuditLacks', about: receipt.cloudTrailEventId }];
      const isSame =
        cellOf(answer, row.values, 'person') === receipt.by &&
        cellOf(answer, row.values, 'object_key') === `${receipt.dispatchId}/${receipt.documentNumber}`;
      return isSame ? [] : [{ code: 'AuditContradicts', about: receipt.cloudTrailEventId }];
    }),
  );
  return [...findings, { code: 'AuditNotProven' }];
}

function askedIn({ parameters: { dispatches, object_key: objectKey } }: AuditAnswer): readonly string[] {
  return dispatches?.split(',') ?? [objectKey?.split('/')[0] ?? ''];
}

function cellOf({ columns }: AuditAnswer, values: readonly (string | null)[], column: string): string | null | undefined {
  return values[columns.indexOf(column)];
}
