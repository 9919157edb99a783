import { type Signal, useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Urgency } from '../../../domain/manifest.ts';
import { FileChoice } from '../../parts/file-choice.tsx';
import { instrumentName, instruments } from '../../parts/instruments.ts';
import { urgencyKeys } from '../../parts/state.tsx';
import type { Session } from '../../session/session.ts';
import { size } from '../../words/format.ts';
import { language } from '../../words/language.ts';
import { t } from '../../words/words.ts';
import { type Chosen, choose } from './chosen.ts';
import { ChosenList } from './chosen-list.tsx';
import { Completeness } from './completeness.tsx';
import { type Complaint, complaintsAbout, type Fields } from './form-fields.ts';

export interface FormProps {
  readonly session: Session;
  readonly fields: Signal<Fields>;
  readonly documents: Signal<readonly Chosen[]>;
  /** A reply goes to where the request came from. */
  readonly isAddresseeFixed: boolean;
  readonly onReview: () => void;
}

const urgencies: readonly Urgency[] = ['routine', 'urgent', 'detention-pending'];

/** The form of a dispatch. What is missing is said at the top, all at once, each leading to its control. */
export function Form({ session, fields, documents, isAddresseeFixed, onReview }: FormProps) {
  const complaints = useSignal<readonly Complaint[]>([]);
  const summary = useRef<HTMLDivElement>(null);
  const { limits, members } = session.connection.directory;
  const set = (change: Partial<Fields>): void => {
    fields.value = { ...fields.value, ...change };
    if (complaints.value.length > 0) complaints.value = complaintsAbout(fields.value, documents.value.length);
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    complaints.value = complaintsAbout(fields.value, documents.value.length);
    if (complaints.value.length === 0 && documents.value.every(({ problem }) => !problem)) onReview();
  };
  useEffect(() => {
    if (complaints.value.length > 0) summary.current?.focus();
  }, [complaints.value.length > 0]);
  const isWrong = (control: string): boolean => complaints.value.some((one) => one.control === control);
  const take = (files: readonly File[]): void => {
    documents.value = [...documents.value, ...choose(files, documents.value, limits)];
    if (complaints.value.length > 0) complaints.value = complaintsAbout(fields.value, documents.value.length);
  };
  return (
    <form noValidate onSubmit={submit}>
      {complaints.value.length > 0 ? (
        <div class="errors" role="alert" tabIndex={-1} ref={summary}>
          <p>{t('compose.errors', { count: complaints.value.length })}</p>
          <ul>
            {complaints.value.map(({ control, key }) => (
              <li key={control}>{t(key)}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <p class="field">
        <label for="to">{t('compose.to')}</label>
        <select
          id="to"
          value={fields.value.to}
          aria-invalid={isWrong('to')}
          disabled={isAddresseeFixed}
          onChange={(event) => set({ to: event.currentTarget.value })}
        >
          <option value="">{t('compose.choose-country')}</option>
          {members
            .filter(({ country }) => country !== session.member.country)
            .map(({ country, profile }) => (
              <option key={country} value={country}>
                {profile.names[language.value]}
              </option>
            ))}
        </select>
      </p>
      <p class="field">
        <label for="case">{t('compose.case')}</label>
        <input
          id="case"
          dir="ltr"
          maxLength={64}
          autoComplete="off"
          spellcheck={false}
          value={fields.value.case}
          aria-invalid={isWrong('case')}
          aria-describedby="case-hint"
          onInput={(event) => set({ case: event.currentTarget.value })}
        />
        <span id="case-hint" class={isWrong('case') ? 'hint wrong' : 'hint'}>
          {t('compose.case-hint', { example: `${session.member.country}-2026-000123` })}
        </span>
      </p>
      <p class="field">
        <label for="basis">{t('compose.basis')}</label>
        <select id="basis" value={fields.value.instrument} onChange={(event) => set({ instrument: event.currentTarget.value })}>
          {instruments.map((one) => (
            <option key={one} value={one}>
              {instrumentName(one)}
            </option>
          ))}
        </select>
      </p>
      {isAddresseeFixed ? null : <Completeness fields={fields} own={session.member.country} />}
      <p class="field">
        <label for="articles">{t('compose.articles')}</label>
        <input
          id="articles"
          dir="ltr"
          maxLength={64}
          value={fields.value.articles}
          aria-invalid={isWrong('articles')}
          aria-describedby="articles-hint"
          onInput={(event) => set({ articles: event.currentTarget.value })}
        />
        <span id="articles-hint" class={isWrong('articles') ? 'hint wrong' : 'hint'}>
          {t('compose.articles-hint')}
        </span>
      </p>
      <fieldset>
        <legend>{t('compose.urgency')}</legend>
        <div class="options">
          {urgencies.map((one) => (
            <label key={one}>
              <input type="radio" name="urgency" checked={fields.value.urgency === one} onChange={() => set({ urgency: one })} />
              {t(urgencyKeys[one])}
            </label>
          ))}
        </div>
      </fieldset>
      <h2>{t('compose.documents')}</h2>
      <FileChoice
        id="documents"
        folders
        onFiles={take}
        hint={t('compose.limits', { count: limits.maxDocuments, size: size(limits.maxDocumentBytes) })}
      />
      <ChosenList documents={documents} />
      <p>
        <button type="submit">{t('compose.review')}</button>
      </p>
    </form>
  );
}
