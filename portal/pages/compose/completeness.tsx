import type { Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { instrumentToday, statusOf } from '../../../client/instruments.ts';
import { type InstrumentVersion, type PartyStatus, type RequestField, requestFields, unsaidIn } from '../../../domain/instrument.ts';
import { host } from '../../app/exchange.ts';
import { Country } from '../../parts/country.tsx';
import { instrumentName, instruments } from '../../parts/instruments.ts';
import { type Key, t } from '../../words/words.ts';
import { type Fields, furtherOf, maxFurther } from './form-fields.ts';

/** What is known of the chosen instrument: whether the two states are bound, and what a request under it says, to be ticked off. */
export function Completeness({ fields, own }: { readonly fields: Signal<Fields>; readonly own: string }) {
  const { instrument, to, said } = fields.value;
  const known = instrumentToday(instrument, host.now());
  const asked = askedBy(fields.value);
  const tick = (field: RequestField, isSaid: boolean): void => {
    fields.value = { ...fields.value, said: isSaid ? [...said, field] : said.filter((one) => one !== field) };
  };
  return (
    <>
      {known ? (
        <Bound known={known} countries={[own, to].filter((country) => country !== '')} />
      ) : (
        <p class="hint">{t('instrument.unknown')}</p>
      )}
      <Further fields={fields} />
      {asked.length === 0 ? null : (
        <fieldset>
          <legend>{t('instrument.says')}</legend>
          <p class="hint">{t('instrument.says-hint')}</p>
          {requestFields
            .filter((field) => asked.includes(field))
            .map((field) => (
              <label key={field} class="tick">
                <input type="checkbox" checked={said.includes(field)} onChange={(event) => tick(field, event.currentTarget.checked)} />
                {t(fieldKeys[field])}
              </label>
            ))}
        </fieldset>
      )}
    </>
  );
}

/** Instruments that the request cites beside its legal basis. */
function Further({ fields }: { readonly fields: Signal<Fields> }) {
  const { instrument, further } = fields.value;
  const cited = furtherOf(fields.value);
  // as it was found: it does not close over whoever takes the last one back
  const isOpen = useMemo(() => cited.length > 0, []);
  const tick = (one: string, isCited: boolean): void => {
    fields.value = { ...fields.value, further: isCited ? [...further, one] : further.filter((other) => other !== one) };
  };
  return (
    <details open={isOpen}>
      <summary>{t('field.further')}</summary>
      <fieldset>
        <legend class="unseen">{t('field.further')}</legend>
        {instruments
          .filter((one) => one !== instrument)
          .map((one) => (
            <label key={one} class="tick">
              <input
                type="checkbox"
                name="further"
                value={one}
                checked={cited.includes(one)}
                disabled={!cited.includes(one) && cited.length >= maxFurther}
                onChange={(event) => tick(one, event.currentTarget.checked)}
              />
              {instrumentName(one)}
            </label>
          ))}
      </fieldset>
    </details>
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

/** What the cited instruments ask for and nobody has ticked off. */
export function unsaid(fields: Fields): readonly RequestField[] {
  return unsaidIn(fields.said, { requiredFields: [...askedBy(fields)] });
}

/** All that any of the cited instruments asks for, as far as something is known of them. */
function askedBy(fields: Fields): readonly RequestField[] {
  return [fields.instrument, ...furtherOf(fields)].flatMap((id) => instrumentToday(id, host.now())?.requiredFields ?? []);
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
