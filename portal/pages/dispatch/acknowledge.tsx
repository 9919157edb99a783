import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import type { Connection } from '../../../client/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { asciiDigits } from '../../words/format.ts';
import { t } from '../../words/words.ts';

export interface AcknowledgeProps {
  readonly connection: Connection;
  readonly dispatchId: string;
  readonly onDone: () => void;
}

/** A person takes note of the dispatch, with their own file number if they have one: a signed receipt for the sender. */
export function Acknowledge({ connection, dispatchId, onDone }: AcknowledgeProps) {
  const fileNumber = useSignal('');
  const isWrong = useSignal(false);
  const isBusy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const number = asciiDigits(fileNumber.value.trim()).toUpperCase();
    isWrong.value = number !== '' && !fileNumberForm.test(number);
    if (isWrong.value || isBusy.value) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      await connection.home.acknowledge(dispatchId, number || undefined);
      onDone();
    } catch (cause) {
      error.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form class="acknowledge" noValidate onSubmit={submit}>
      <h2>{t('acknowledge.heading')}</h2>
      <p>{t('acknowledge.meaning')}</p>
      <p class="field">
        <label for="file-number">{t('acknowledge.file-number')}</label>
        <input
          id="file-number"
          dir="ltr"
          maxLength={64}
          value={fileNumber.value}
          aria-invalid={isWrong.value}
          aria-describedby="file-number-hint"
          onInput={(event) => {
            fileNumber.value = event.currentTarget.value;
          }}
        />
        <span id="file-number-hint" class={isWrong.value ? 'hint wrong' : 'hint'}>
          {t('acknowledge.file-number-hint')}
        </span>
      </p>
      {error.value === undefined ? null : <Problem error={error.value} />}
      <p>
        <button type="submit" aria-busy={isBusy.value}>
          {t('acknowledge.act')}
        </button>
      </p>
    </form>
  );
}

/** As domain/receipt.ts: capital letters, digits and . _ / - */
const fileNumberForm = /^[A-Z0-9][A-Z0-9._/-]{0,63}$/;
