import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Arguments, type Key, t } from '../words/words.ts';

/** One thing that is missing or wrong, and the control that mends it: its id, or the name that radio buttons share. */
export interface Complaint {
  readonly control: string;
  readonly key: Key;
  readonly values?: Arguments;
}

/** What is wrong with a form: all of it at once at the top, each line leading to its control, and beside the controls. */
export function useComplaints(find: () => readonly Complaint[]) {
  const found = useSignal<readonly Complaint[]>([]);
  const list = useRef<HTMLDivElement>(null);
  return {
    keyFor: (control: string): Key | undefined => found.value.find((one) => one.control === control)?.key,
    /** Call when the form is handed in: where something is wrong, the list takes the focus. */
    isFine: (): boolean => {
      found.value = find();
      if (found.value.length > 0) requestAnimationFrame(() => list.current?.focus());
      return found.value.length === 0;
    },
    /** Call after every change: what is mended goes, and nothing is complained about before the form was handed in once. */
    again: (): void => {
      if (found.value.length > 0) found.value = find();
    },
    list:
      found.value.length === 0 ? null : (
        <div class="errors" role="alert" tabIndex={-1} ref={list}>
          <p>{t('compose.errors', { count: found.value.length })}</p>
          <ul>
            {found.value.map(({ control, key, values }) => (
              <li key={key}>
                <button type="button" class="way" onClick={() => lead(control)}>
                  {t(key, values)}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ),
  };
}

/** The address holds the page, so that a fragment link would leave it. */
function lead(control: string): void {
  const found = document.getElementById(control) ?? document.querySelector<HTMLElement>(`[name="${control}"]`);
  found?.scrollIntoView({ block: 'center' });
  found?.focus({ preventScroll: true });
}
