import { type Signal, signal } from '@preact/signals';
import { onSessionEnd } from '../../../session/session.ts';
import { type ActFields, emptyActFields } from './act-fields.ts';
import type { Choice } from './choices.ts';

/** What a person has begun to do about one dispatch. It outlives a look at another page; it is nowhere but in memory. */
export interface ActDraft {
  readonly choice: Signal<Choice | undefined>;
  readonly fieldsOf: (choice: Choice) => Signal<ActFields>;
  /** After signing, or when the person gives it up. */
  readonly forget: () => void;
}

export function draftOf(dispatchId: string): ActDraft {
  const known = drafts.get(dispatchId);
  if (known) return known;
  const choice = signal<Choice | undefined>(undefined);
  const fields = new Map<Choice, Signal<ActFields>>();
  const draft: ActDraft = {
    choice,
    fieldsOf: (one) => {
      const kept = fields.get(one) ?? signal(emptyActFields);
      fields.set(one, kept);
      return kept;
    },
    forget: () => {
      choice.value = undefined;
      fields.clear();
    },
  };
  drafts.set(dispatchId, draft);
  return draft;
}

const drafts = new Map<string, ActDraft>();
onSessionEnd(() => drafts.clear());

/** The browser asks, in its own words, before it throws away what was written. */
addEventListener('beforeunload', (event) => {
  const isWritten = [...drafts.values()].some(({ choice, fieldsOf }) => choice.value && fieldsOf(choice.value).value !== emptyActFields);
  if (isWritten) event.preventDefault();
});
