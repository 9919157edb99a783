import { type Signal, useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { host } from '../../../app/exchange.ts';
import type { Session } from '../../../session/session.ts';
import { isoMoment, wholeNumber } from '../../../words/format.ts';
import { t } from '../../../words/words.ts';
import type { ShownDispatch } from '../load.ts';
import { type ActComplaint, type ActFields, complaintsAboutAct, wantedBy } from './act-fields.ts';
import type { Choice } from './choices.ts';
import { DayField } from './day-field.tsx';
import { PersonField } from './person-field.tsx';
import { ReplyField } from './reply-field.tsx';
import { TextField } from './text-field.tsx';

export interface ActFormProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  readonly choice: Choice;
  readonly fields: Signal<ActFields>;
  readonly onReview: () => void;
  readonly onCancel: () => void;
}

/** What an act wants to know, and nothing else. What is missing is said at the top, all at once, and beside its control. */
export function ActForm({ session, shown, choice, fields, onReview, onCancel }: ActFormProps) {
  const complaints = useSignal<readonly ActComplaint[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  const errors = useRef<HTMLDivElement>(null);
  useEffect(() => heading.current?.focus(), [choice]);
  const check = (): void => {
    complaints.value = complaintsAboutAct(choice, fields.value, isoMoment(host.now().toISOString()).slice(0, 10));
  };
  const set = (change: Partial<ActFields>): void => {
    fields.value = { ...fields.value, ...change };
    if (complaints.value.length > 0) check();
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    check();
    if (complaints.value.length === 0) onReview();
    else requestAnimationFrame(() => errors.current?.focus());
  };
  const wrong = (control: string) => complaints.value.find((one) => one.control === control)?.key;
  return (
    <form class="act-form" noValidate onSubmit={submit}>
      <h3 tabIndex={-1} ref={heading}>
        {t(`act.${choice}`)}
      </h3>
      <p>{t(`act.${choice}-what`)}</p>
      {complaints.value.length > 0 ? (
        <div class="errors" role="alert" tabIndex={-1} ref={errors}>
          <p>{t('compose.errors', { count: complaints.value.length })}</p>
          <ul>
            {complaints.value.map(({ control, key }) => (
              <li key={control}>{t(key)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <Details {...{ session, shown, choice, fields, set, wrong }} />
      <p class="buttons">
        <button type="submit">{t('act.review')}</button>
        <button type="button" class="quiet" onClick={onCancel}>
          {t('act.cancel')}
        </button>
      </p>
    </form>
  );
}

interface DetailsProps extends Pick<ActFormProps, 'session' | 'shown' | 'choice' | 'fields'> {
  readonly set: (change: Partial<ActFields>) => void;
  readonly wrong: (control: string) => ActComplaint['key'] | undefined;
}

function Details({ session, shown, choice, fields: { value: fields }, set, wrong }: DetailsProps) {
  const wanted = wantedBy(choice);
  if (!wanted) {
    return (
      <TextField
        id="file-number"
        dir="ltr"
        label={t('acknowledge.file-number')}
        hint={t('acknowledge.file-number-hint')}
        value={fields.fileNumber}
        wrong={wrong('file-number')}
        onInput={(fileNumber) => set({ fileNumber })}
      />
    );
  }
  const { detail, grounds: reasons } = wanted;
  const name = detail?.name;
  return (
    <>
      {name === 'answer' || name === 'supplement' ? (
        <ReplyField
          session={session}
          shown={shown}
          isOptional={name === 'supplement'}
          value={fields.reply}
          wrong={wrong('reply')}
          onChange={(reply) => set({ reply })}
        />
      ) : null}
      {name === 'authority' ? (
        <TextField
          id="authority"
          label={t('act.authority')}
          hint={t('act.authority-hint')}
          longest={200}
          value={fields.authority}
          wrong={wrong('authority')}
          onInput={(authority) => set({ authority })}
        />
      ) : null}
      {name === 'assignee' ? (
        <PersonField
          session={session}
          shown={shown}
          value={fields.assignee}
          wrong={wrong('assignee')}
          onInput={(assignee) => set({ assignee })}
        />
      ) : null}
      {reasons === 'none' ? null : (
        <Grounds choice={choice} isMandatory={reasons === 'mandatory'} value={fields.grounds} set={set} wrong={wrong} />
      )}
      {name === 'until' ? <DayField fields={fields} wrong={wrong('until')} onChange={set} /> : null}
    </>
  );
}

interface GroundsProps extends Pick<DetailsProps, 'choice' | 'set' | 'wrong'> {
  readonly isMandatory: boolean;
  readonly value: string;
}

function Grounds({ choice, isMandatory, value, set, wrong }: GroundsProps) {
  const key =
    choice === 'ask-clarification'
      ? 'act.question'
      : choice === 'supplement'
        ? 'act.answer-words'
        : isMandatory
          ? 'act.grounds'
          : 'act.remarks';
  return (
    <TextField
      id="grounds"
      lines={5}
      longest={longestGrounds}
      label={t(key)}
      hint={t('act.grounds-hint', { longest: wholeNumber(longestGrounds) })}
      value={value}
      wrong={wrong('grounds')}
      onInput={(words) => set({ grounds: words })}
    />
  );
}

const longestGrounds = 4000;
