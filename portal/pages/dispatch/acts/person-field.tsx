import { TextField } from '../../../parts/text-field.tsx';
import type { Session } from '../../../session/session.ts';
import { type Key, t } from '../../../words/words.ts';
import type { ShownDispatch } from '../load.ts';
import { sideOn } from './choices.ts';

export interface PersonFieldProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  readonly value: string;
  readonly wrong?: Key;
  readonly onInput: (person: string) => void;
}

/** A colleague by the name with which they sign in. Whoever does not have it in hand can take it over with one press. */
export function PersonField({ session, shown, value, wrong, onInput }: PersonFieldProps) {
  const holder = shown.standing.holders[sideOn(shown)]?.person;
  return (
    <>
      <TextField
        id="assignee"
        dir="ltr"
        label={t('act.assignee')}
        hint={t('act.assignee-hint')}
        value={value}
        wrong={wrong}
        onInput={onInput}
      />
      {holder === session.person || value === session.person ? null : (
        <p>
          <button type="button" class="quiet" onClick={() => onInput(session.person)}>
            {t('act.assign-me')}
          </button>
        </p>
      )}
    </>
  );
}
