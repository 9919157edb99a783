import { type FindingCode, findingWords } from './finding-words.ts';

/** One thing that verification has to say. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly kind: FindingKind;
  /** `bucket/key`, or account and Region, or the fingerprint of a key. */
  readonly where: string;
  /** English; other languages with `findingSentence`. */
  readonly sentence: string;
  readonly details: FindingDetails;
}

/** `error`: the archive is not whole. `warning`: something could not be verified. `notice`: as it always is, or as asked for. */
export type Severity = 'error' | 'warning' | 'notice';

/**
 * What a finding is about, and so the exit code: `signature` a digest, its signature or key does not hold, `content` something is missing,
 * changed or added, `unverified` something could not be verified, `rehearsal` the keys are a rehearsal's, `none` nothing.
 */
export type FindingKind = 'signature' | 'content' | 'unverified' | 'rehearsal' | 'none';

export type FindingDetails = Readonly<Record<string, string | number>>;

export type ReportLanguage = 'ar' | 'fr' | 'en';

export function finding(code: FindingCode, where: string, details: FindingDetails = {}): Finding {
  const { severity, kind, en } = findingWords[code];
  return { code, severity, kind, where, sentence: fill(en, details), details };
}

export function findingSentence({ code, details }: Finding, language: ReportLanguage): string {
  return fill(findingWords[code][language], details);
}

function fill(template: string, details: FindingDetails): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => String(details[name] ?? '?'));
}
