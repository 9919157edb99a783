import type { Signal } from '@preact/signals';
import { instrumentToday, statusOf } from '../../../client/instruments.ts';
import { type InstrumentVersion, type PartyStatus, type RequestField, requestFields, unsaidIn } from '../../../domain/instrument.ts';
import { host } from '../../app/exchange.ts';
import { Country } from '../../parts/country.tsx';
import { type Key, t } from '../../words/words.ts';
import type { Fields } from './form-fields.ts';

/** What is known of the chosen instrument: whether the two states are bound, and what a request under it says, to be ticked off. */
export function Completeness({ fields, own }: { readonly fields: Signal<Fields>; readonly own: string }) {
  const { instrument, to, said } = fields.value;
  const known = instrumentToday(instrument, host.now());
  if (!known) return <p class="hint">{t('instrument.unknown')}</p>;
  const tick = (field: RequestField, isSaid: boolean): void => {
    fields.value = { ...fields.value, said: isSaid ? [...said, field] : said.filter((one) => one !== field) };
  };
  return (
    <>
      <Bound known={known} countries={[own, to].filter((country) => country !== '')} />
      <fieldset>
        <legend>{t('instrument.says')}</legend>
        <p class="hint">{t('instrument.says-hint')}</p>
        {requestFields
          .filter((field) => known.requiredFields.includes(field))
          .map((field) => (
            <label key={field} class="tick">
              <input type="checkbox" checked={said.includes(field)} onChange={(event) => tick(field, event.currentTarget.checked)} />
              {t(fieldKeys[field])}
            </label>
          ))}
      </fieldset>
    </>
  );
}

function Bound({ known, countries }: { readonly known: InstrumentVersion; readonly countries: readonly string[] }) {
  return (
    <ul class="hint">
      {countries.map((country) => (
        <li key={country}>
          <Country code={country} />: {t(statusKeys[statusOf(known, country).status])}
        </li>
      ))}
    </ul>
  );
}

/** What the instrument asks for and nobody has ticked off; undefined where nothing is known of the instrument. */
export function unsaid({ instrument, said }: Fields): readonly RequestField[] | undefined {
  const known = instrumentToday(instrument, host.now());
  return known && unsaidIn(said, known);
}

const statusKeys: Readonly<Record<PartyStatus['status'], Key>> = {
  'to-be-confirmed': 'instrument.to-be-confirmed',
  party: 'instrument.party',
  'not-party': 'instrument.not-party',
};

export const fieldKeys: Readonly<Record<RequestField, Key>> = {
  authority: 'request.authority',
  facts: 'request.facts',
  offence: 'request.offence',
  persons: 'request.persons',
  assistance: 'request.assistance',
  purpose: 'request.purpose',
  confidentiality: 'request.confidentiality',
  'time-limit': 'request.time-limit',
  speciality: 'request.speciality',
};
