import type { ComponentChildren } from 'preact';
import type { Urgency } from '../../../domain/manifest.ts';
import { instrumentName, instruments } from '../../parts/instruments.ts';
import { urgencyKeys } from '../../parts/state.tsx';
import { TextField } from '../../parts/text-field.tsx';
import type { Session } from '../../session/session.ts';
import { language } from '../../words/language.ts';
import { type Key, t } from '../../words/words.ts';
import type { Fields } from './form-fields.ts';

export interface CoverFieldsProps {
  readonly session: Session;
  readonly fields: Fields;
  readonly set: (change: Partial<Fields>) => void;
  readonly keyFor: (control: string) => Key | undefined;
  /** A reply goes to where the request came from. @default false */
  readonly isAddresseeFixed?: boolean;
  /** What follows the legal basis. */
  readonly children?: ComponentChildren;
}

const urgencies: readonly Urgency[] = ['routine', 'urgent', 'detention-pending'];

/** What a dispatch and a draft of one both say: to whom, in which case, on what basis, how urgently. */
export function CoverFields({ session, fields, set, keyFor, isAddresseeFixed = false, children }: CoverFieldsProps) {
  const own = session.member.country;
  const wrongCountry = keyFor('to');
  return (
    <>
      <p class="field">
        <label for="to">{t('compose.to')}</label>
        <select
          id="to"
          value={fields.to}
          aria-invalid={wrongCountry !== undefined}
          aria-describedby={wrongCountry && 'to-wrong'}
          disabled={isAddresseeFixed}
          onChange={(event) => set({ to: event.currentTarget.value })}
        >
          <option value="">{t('compose.choose-country')}</option>
          {session.connection.directory.members
            .filter(({ country }) => country !== own)
            .map(({ country, profile }) => (
              <option key={country} value={country}>
                {profile.names[language.value]}
              </option>
            ))}
        </select>
        {wrongCountry ? (
          <span id="to-wrong" class="hint wrong">
            {t(wrongCountry)}
          </span>
        ) : null}
      </p>
      <TextField
        id="case"
        dir="ltr"
        label={t('compose.case')}
        hint={t('compose.case-hint', { example: `${own}-2026-000123` })}
        value={fields.case}
        wrong={keyFor('case')}
        onInput={(reference) => set({ case: reference })}
      />
      <p class="field">
        <label for="basis">{t('compose.basis')}</label>
        <select id="basis" value={fields.instrument} onChange={(event) => set({ instrument: event.currentTarget.value })}>
          {instruments.map((one) => (
            <option key={one} value={one}>
              {instrumentName(one)}
            </option>
          ))}
        </select>
      </p>
      {children}
      <TextField
        id="articles"
        dir="ltr"
        label={t('compose.articles')}
        hint={t('compose.articles-hint')}
        value={fields.articles}
        wrong={keyFor('articles')}
        onInput={(articles) => set({ articles })}
      />
      <fieldset>
        <legend>{t('compose.urgency')}</legend>
        <div class="options">
          {urgencies.map((one) => (
            <label key={one}>
              <input type="radio" name="urgency" checked={fields.urgency === one} onChange={() => set({ urgency: one })} />
              {t(urgencyKeys[one])}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}
