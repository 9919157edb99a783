import type { Answer } from './answer.ts';

/** Lines for a terminal, columns that are empty everywhere left out. Each row ends with its standing and the place of its record. */
export function answerLines({ columns, rows, basis, found, isWhole, askedAt, store, crossCheck }: Answer): readonly string[] {
  const used = columns.map((_, index) => index).filter((index) => rows.some(({ values }) => values[index] !== null));
  const lines = rows.map(({ values, proof: { standing, logFile, ordinal } }) => [
    ...used.map((index) => values[index] ?? ''),
    standing,
    `${logFile.key.split('/').at(-1)}#${ordinal}`,
  ]);
  return [
    ...(rows.length === 0 ? [] : aligned([[...used.map((index) => columns[index] ?? ''), 'standing', 'record'], ...lines])),
    `${found} records; ${basis}; ${store.files} files (${store.pending} pending), ${store.events} records in the store`,
    ...(askedAt ? [`asked at ${askedAt}`] : []),
    ...(isWhole ? [] : [`NOT WHOLE: ${rows.length} of ${found} are shown; ask for fewer days`]),
    ...(store.findings.length === 0 ? [] : [`${store.findings.length} findings at ingestion: the answer may lack records`]),
    ...(crossCheck ? [crossCheckLine(crossCheck)] : []),
  ];
}

/** Columns of equal width; the longest cells are cut, for a terminal only. */
export function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widest = 60;
  const shortened = lines.map((line) => line.map((cell) => (cell.length > widest ? `${cell.slice(0, widest - 1)}…` : cell)));
  const widths = (shortened[0] ?? []).map((_, index) => shortened.reduce((width, line) => Math.max(width, line[index]?.length ?? 0), 0));
  return shortened.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function crossCheckLine({ agrees, recordsRead, filesUnread, onlyInAnswer, onlyInScan }: NonNullable<Answer['crossCheck']>): string {
  const unread = filesUnread > 0 ? `; ${filesUnread} files could not be read` : '';
  if (agrees) return `A raw scan agrees, ${recordsRead} records read in the files that could answer${unread}`;
  return `ALARM: a raw scan of ${recordsRead} records disagrees: ${onlyInAnswer.length} only here, ${onlyInScan.length} only there${unread}`;
}
