import type { Finding, FindingKind } from './finding.ts';

/** What everything comes to. */
export interface Verdict {
  /** `whole`: every log file that a digest can vouch for by now is as it was written. `reserved`: no fault found, but not all could be verified. */
  readonly outcome: 'whole' | 'reserved' | 'broken';
  /** `listed`: keys of the file of keys, as good as the place it came from. `rehearsal`: keys of a rehearsal, which prove nothing. */
  readonly keys: 'listed' | 'rehearsal';
  /** For the exit code. */
  readonly worst: FindingKind;
  /** For people: `WHOLE`, `REHEARSAL: NOT WHOLE` and so on. */
  readonly text: string;
}

export function verdictOf(findings: readonly Finding[]): Verdict {
  const kinds = new Set(findings.map(({ kind }) => kind));
  const outcome = outcomeOf(kinds);
  const keys = kinds.has('rehearsal') ? 'rehearsal' : 'listed';
  const worst = kindsByWeight.find((kind) => kinds.has(kind)) ?? 'none';
  return { outcome, keys, worst, text: `${keys === 'rehearsal' ? 'REHEARSAL: ' : ''}${texts[outcome]}` };
}

const kindsByWeight: readonly FindingKind[] = ['signature', 'content', 'unverified', 'rehearsal'];

const texts = { whole: 'WHOLE', reserved: 'WHOLE AS FAR AS IT COULD BE VERIFIED', broken: 'NOT WHOLE' } as const;

function outcomeOf(kinds: ReadonlySet<FindingKind>): Verdict['outcome'] {
  if (kinds.has('signature') || kinds.has('content')) return 'broken';
  return kinds.has('unverified') ? 'reserved' : 'whole';
}
