import type { Signal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { host } from '../../../app/exchange.ts';
import { useComplaints } from '../../../parts/complaints.tsx';
import { TextField } from '../../../parts/text-field.tsx';
import type { Session } from '../../../session/session.ts';
import { isoMoment, wholeNumber } from '../../../words/format.ts';
import { type Key, t } from '../../../words/words.ts';
import type { ShownDispatch } from '../load.ts';
import { type ActFields, complaintsAboutAct, wantedBy } from './act-fields.ts';
import type { Choice } from './choices.ts';
import { DayField } from './day-field.tsx';
import { PersonField } from './person-field.tsx';
import { ReplyField } from './reply-field.tsx';

export interface ActFormProps {
  readonly session: Session;
  readonly shown: ShownDispatch;
  readonly choice: Choice;
  readonly fields: Signal<ActFields>;
  readonly onReview: () => void;
  readonly onCancel: () => void;
}

/** What an act wants to know, and nothing else. */
export function ActForm({ session, shown, choice, fields, onReview, onCancel }: ActFormProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [choice]);
  const complaints = useComplaints(() => complaintsAboutAct(choice, fields.value, isoMoment(host.now().toISOString()).slice(0, 10)));
  const set = (change: Partial<ActFields>): void => {
    fields.value = { ...fields.value, ...change };
    complaints.again();
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (complaints.isFine()) onReview();
  };
  return (
    <form class="act-form" noValidate onSubmit={submit}>
      <h3 tabIndex={-1} ref={heading}>
        {t(`act.${choice}`)}
      </h3>
      <p>{t(`act.${choice}-what`)}</p>
      {complaints.list}
      <Details {...{ session, shown, choice, fields, set, wrong: complaints.keyFor }} />
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
  readonly wrong: (control: string) => Key | undefined;
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
