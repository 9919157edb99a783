import { type Key, t } from '../words/words.ts';

export interface TextFieldProps {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  /** What is wrong with it now. */
  readonly wrong?: Key;
  readonly onInput: (value: string) => void;
  /** Of a text over several lines. @default - one line */
  readonly lines?: number;
  /** @default 64 */
  readonly longest?: number;
  /** @default - as its first letter has it */
  readonly dir?: 'ltr';
}

/** A labelled text, with what it is for below it, and instead of that what is wrong with it. */
export function TextField({ id, label, hint, value, wrong, onInput, lines, longest = 64, dir }: TextFieldProps) {
  const shared = {
    id,
    value,
    dir: dir ?? ('auto' as const),
    maxLength: longest,
    'aria-invalid': wrong !== undefined,
    'aria-describedby': `${id}-hint`,
  };
  return (
    <p class="field">
      <label for={id}>{label}</label>
      {lines === undefined ? (
        <input {...shared} autoComplete="off" spellcheck={dir === undefined} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <textarea {...shared} rows={lines} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      <span id={`${id}-hint`} class={wrong ? 'hint wrong' : 'hint'}>
        {wrong ? t(wrong) : hint}
      </span>
    </p>
  );
}
