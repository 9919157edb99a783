import type { Answer } from './answer.ts';

/**
 * Comma-separated values (RFC 4180) that a spreadsheet shows and never runs: a cell that could begin a formula gets an apostrophe before it
 * (OWASP: "CSV Injection"). Each row names its proof and what the answer rests on.
 */
export function answerCsv({ columns, rows, basis, isWhole, found, store: { findings } }: Answer): string {
  const cut = isWhole ? '' : `; NOT WHOLE: ${rows.length} of ${found}`;
  const told = `${basis}${cut}${findings.length > 0 ? `; ${findings.length} findings: records may be missing` : ''}`;
  const heading = [...columns, 'log_bucket', 'log_key', 'log_sha256', 'ordinal', 'digest_bucket', 'digest_key', 'standing', 'basis'];
  const lines = rows.map(({ values, proof: { logFile, sha256, ordinal, digest, standing } }) => [
    ...values,
    logFile.bucket,
    logFile.key,
    sha256,
    String(ordinal),
    digest?.bucket ?? null,
    digest?.key ?? null,
    standing,
    told,
  ]);
  return csv([heading, ...lines]);
}

export function csv(lines: readonly (readonly (string | null)[])[]): string {
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** Signs that begin a formula in one spreadsheet or another, full-width ones too, with what they skip before them. */
const beginsFormula = /^[\s\p{Cf}\p{Cc}]*[=+\-@|\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;

/** Controls but for tab and line ends, and what turns the text around it (Unicode TR 36); the JSON answer keeps them. */
const actsWhereShown = /[^\P{Cc}\t\r\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

function cell(value: string | null): string {
  if (value === null) return '';
  const safe = beginsFormula.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""').replaceAll(actsWhereShown, '\u{fffd}')}"`;
}
