import type { MatrixCell } from '../matrix.ts';
import type { Proof } from '../proof.ts';
import { breachText, verdictsOf } from './verdicts.ts';

/**
 * The proof as JSON: `{ holds, templates: [{stack, sha256}], countries, sentences: [{id, chapter, words, holds, asked, breaches}],
 * matrix: [{principal, from?, in, act}] }`. The matrix lists what is allowed; whatever it does not list is refused.
 */
export function jsonReport(proof: Proof, matrix: readonly MatrixCell[]): string {
  const { holds, templates, countries } = proof;
  const report = {
    holds,
    templates,
    countries,
    sentences: verdictsOf(proof).map((verdict) => ({ ...verdict, breaches: verdict.breaches.map(breachText) })),
    matrix: matrix.filter(({ allowed }) => allowed).map(({ principal, from, in: where, act }) => ({ principal, from, in: where, act })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
