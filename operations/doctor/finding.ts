/** What one check found about one thing. `not-checked` is no "ok": the reason says why nobody knows. */
export interface Finding {
  /** Stable, for scripts: `bootstrap`. */
  readonly check: string;
  /** What it is about: a place, a country, a file. */
  readonly subject: string;
  readonly level: 'ok' | 'warning' | 'error' | 'not-checked';
  readonly sentence: string;
  /** What to do; on every warning and error. */
  readonly cure?: string;
}

/** Something that was asked for, or why it is not known. */
export type Asked<Fact> = { readonly known: Fact } | { readonly unknown: string };

/** The findings about a fact, or one that says that it is not known. */
export function about<Fact>(
  { check, subject }: Pick<Finding, 'check' | 'subject'>,
  asked: Asked<Fact>,
  judge: (fact: Fact, say: Say) => readonly Finding[],
): readonly Finding[] {
  if ('unknown' in asked) return [{ check, subject, level: 'not-checked', sentence: asked.unknown }];
  return judge(asked.known, sayer(check, subject));
}

export interface Say {
  readonly ok: (sentence: string) => Finding;
  readonly warning: (sentence: string, cure: string) => Finding;
  readonly error: (sentence: string, cure: string) => Finding;
}

export function sayer(check: string, subject: string): Say {
  return {
    ok: (sentence) => ({ check, subject, level: 'ok', sentence }),
    warning: (sentence, cure) => ({ check, subject, level: 'warning', sentence, cure }),
    error: (sentence, cure) => ({ check, subject, level: 'error', sentence, cure }),
  };
}
