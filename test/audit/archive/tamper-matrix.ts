import { findingWords } from '../../../audit/verify/finding-words.ts';
import { type Manipulation, manipulations } from './manipulations.ts';

/** docs/audit-tamper-matrix.md */
export function tamperMatrix(): string {
  const unnoticed = manipulations.filter(({ found, validateLogs }) => found.length > 0 && validateLogs === 'nothing').length;
  const codes = [...new Set(manipulations.flatMap(({ found }) => found))].sort();
  return [
    '# What is found when an archive is tampered with',
    '',
    'An archive of six hours, two log files and one digest an hour, is changed in one way; then `exchange audit verify` reads a plain copy of it, and the unmodified',
    '`aws cloudtrail validate-logs` (AWS CLI 1.45) reads it from S3 and CloudTrail on the same machine. The table is made from the tests that run both:',
    'test/audit/verify-tampered.test.ts and test/audit/verify-beside-aws-cli.test.ts.',
    '',
    `Of ${manipulations.length} rows validate-logs passes over ${unnoticed} in which something is wrong: it never lists the log files, does not know where the digests should end,`,
    'reads the first part of a compressed file only, and does not compare the hash of the previous digest. It is not made for more; it needs no copy of the archive.',
    '',
    '| # | what is done | `exchange audit verify` finds | `validate-logs` says |',
    '|---|---|---|---|',
    ...manipulations.map(row),
    '',
    'Notices are left out. The change to the newest digest in a plain copy cannot be found by anybody: its signature is metadata that the copy has lost. It is told as',
    '`NewestDigestUnsigned`, what the digest names counts as pending and not as verified, and `exchange audit copy` keeps the metadata.',
    '',
    '## The findings in the table',
    '',
    '| code | severity | sentence |',
    '|---|---|---|',
    ...codes.map((code) => `| ${code} | ${findingWords[code].severity} | ${findingWords[code].en} |`),
    '',
  ].join('\n');
}

function row({ name, found, validateLogs }: Manipulation, index: number): string {
  const ours = found.length === 0 ? 'nothing' : found.join(', ');
  const theirs = validateLogs ?? 'cannot be: the copy differs, not the bucket';
  return `| ${index + 1} | ${name} | ${ours} | ${theirs} |`;
}
