import { DeskRefusal } from '../../client/desk-refusal.ts';
import { Failure } from '../../client/failure.ts';
import { Refusal } from '../../domain/refusal.ts';
import { language } from '../words/language.ts';
import { isKey, t } from '../words/words.ts';

export interface ProblemProps {
  readonly error: unknown;
  /** What to do about it, where the person can. */
  readonly again?: () => void;
  /** @default what `again` usually says */
  readonly againText?: string;
}

/** A "no" or a fault as a sentence, with its code for whoever is telephoned, and the way on. Announced when it appears. */
export function Problem({ error, again, againText }: ProblemProps) {
  const { code, sentence, detail } = describe(error);
  return (
    <div class="problem" role="alert">
      <p>
        <strong>{sentence}</strong>
      </p>
      <p class="code">
        <bdi dir="ltr">{detail ? `${code} · ${detail}` : code}</bdi>
      </p>
      {again ? (
        <p>
          <button type="button" class="quiet" onClick={again}>
            {againText ?? t('problem.again')}
          </button>
        </p>
      ) : null}
    </div>
  );
}

export interface Description {
  readonly code: string;
  readonly sentence: string;
  readonly detail?: string;
}

/** A fault of this program is said to be one, without its text: that goes to the console. */
export function describe(error: unknown): Description {
  if (error instanceof DeskRefusal) return { ...error.body, sentence: error.body.sentence[language.value] };
  if (error instanceof Refusal) {
    const { code, sentence, detail } = error.toBody();
    return { code, sentence: sentence[language.value], detail };
  }
  if (error instanceof Failure) {
    const key = `failure.${error.code}`;
    return { code: error.code, sentence: isKey(key) ? t(key) : t('failure.other'), detail: error.detail };
  }
  console.error(error);
  return { code: 'Broken', sentence: t('failure.other') };
}
