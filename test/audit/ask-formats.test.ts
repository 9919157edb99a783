import type { Answer } from '../../audit/answer/answer.ts';
import { answerCsv } from '../../audit/answer/csv.ts';
import { answerHtml } from '../../audit/answer/html.ts';
import { answerLines } from '../../audit/answer/table.ts';

const answerWith = (value: string | null, change: Partial<Answer> = {}): Answer => ({
  format: 'liaison-answer/1',
  question: 'RefusedAttempts',
  parameters: {},
  period: { from: '0000-01-01', to: '9999-12-31' },
  basis: 'verified',
  store: { files: 1, pending: 0, events: 1, findings: [] },
  columns: ['event_time', 'person'],
  found: 1,
  isWhole: true,
  rows: [
    {
      values: ['2026-11-23T10:00:00Z', value],
      proof: {
        logFile: { bucket: 'b', key: 'a/k.json.gz' },
        sha256: 'f'.repeat(64),
        ordinal: 3,
        digest: { bucket: 'b', key: 'd' },
        standing: 'verified',
      },
    },
  ],
  ...change,
});
const cellOf = (value: string | null): string => {
  const line = answerCsv(answerWith(value)).slice(answerCsv(answerWith(value)).indexOf('\r\n') + 2);
  return line.slice('"2026-11-23T10:00:00Z",'.length, line.indexOf(',"b","a/k.json.gz"'));
};

describe('CSV', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u200b=1', '＝1', "|cmd|' /C calc'!A0"])(
    'runs no formula: %j',
    (text) => {
      expect(cellOf(text).startsWith(`"'`)).toBe(true);
    },
  );

  test.each([
    ['plain', '"plain"'],
    ['with "quotes", commas', '"with ""quotes"", commas"'],
    ['two\nlines', '"two\nlines"'],
    ['nul\0', '"nul\u{fffd}"'],
    ['', '""'],
    [null, ''],
  ])('writes %j as %j', (text, wanted) => {
    expect(cellOf(text)).toBe(wanted);
  });

  test('says in every row what it rests on and what it lacks', () => {
    expect(answerCsv(answerWith('x', { basis: 'UNVERIFIED', isWhole: false, found: 7 }))).toContain('"UNVERIFIED; NOT WHOLE: 1 of 7"');
    const store = { files: 1, pending: 0, events: 1, findings: [{ code: 'FileChanged', bucket: 'b', key: 'k' }] };
    expect(answerCsv(answerWith('x', { store }))).toContain('"verified; 1 findings: records may be missing"');
  });
});

describe('the printed report', () => {
  test.each([
    ['ar', 'rtl'],
    ['fr', 'ltr'],
    ['en', 'ltr'],
  ] as const)('in %s runs %s and lets nothing of the log act', (language, direction) => {
    const askedAt = '2026-11-28T19:00:00.000Z';
    const parameters = { country: 'MA', time_zone: 'Africa/Casablanca' };
    const page = answerHtml(answerWith('<script>alert(1)</script>\u202e"&\'\u0000', { askedAt, parameters }), language);
    // name and value in one run: else Arabic writes the first name beside the last value
    expect(page).toContain('<bdi dir="ltr">country = MA</bdi>; <bdi dir="ltr">time_zone = Africa/Casablanca</bdi>');
    expect(page).toContain(`<html lang="${language}" dir="${direction}">`);
    for (const acting of ['<script', '\u202e', '\u0000']) expect(page).not.toContain(acting);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('b/a/k.json.gz#3');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain(askedAt);
  });

  test('cries out where nothing vouches, where rows are cut and where files were refused', () => {
    const findings = [{ code: 'FileChanged', bucket: 'b', key: '<k>' }];
    const page = answerHtml(
      answerWith('x', { basis: 'UNVERIFIED', isWhole: false, found: 9, store: { files: 1, pending: 0, events: 1, findings } }),
      'fr',
    );
    expect(page).toContain('NON VÉRIFIÉ');
    expect(page).toContain('INCOMPLET');
    expect(page).toContain('FileChanged');
    expect(page).toContain('&lt;k&gt;');
  });
});

test('the table for a terminal says what is missing', () => {
  const lines = answerLines(
    answerWith('x', {
      isWhole: false,
      found: 9,
      askedAt: '2026-11-28T19:00:00.000Z',
      crossCheck: { agrees: false, filesUnread: 0, recordsRead: 4, onlyInAnswer: [], onlyInScan: ['q'] },
    }),
  ).join('\n');
  expect(lines).toContain('NOT WHOLE: 1 of 9');
  expect(lines).toContain('ALARM');
  expect(lines).toContain('asked at 2026-11-28T19:00:00.000Z');
  expect(lines).toContain('k.json.gz#3');
});
