import { refusals } from './refusals.ts';

export type RefusalCode = keyof typeof refusals;
export type Language = 'ar' | 'fr' | 'en';

/** An expected "no": a stable code, a sentence for people in three languages, and the HTTP status at a desk's door. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  /** What was got and what was wanted; never a name, reference or key. */
  readonly detail?: string;

  constructor(code: RefusalCode, detail?: string) {
    super(detail ? `${refusals[code].en} (${detail})` : refusals[code].en);
    this.name = 'Refusal';
    this.code = code;
    this.status = refusals[code].status;
    this.detail = detail;
  }

  /** The body that a desk answers with. */
  toBody(): RefusalBody {
    const { ar, fr, en } = refusals[this.code];
    return { code: this.code, sentence: { ar, fr, en }, ...(this.detail && { detail: this.detail }) };
  }
}

export interface RefusalBody {
  readonly code: RefusalCode;
  readonly sentence: Readonly<Record<Language, string>>;
  readonly detail?: string;
}
