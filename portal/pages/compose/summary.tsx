import { earliestReading } from '../../../domain/calendar.ts';
import { memberOf } from '../../../domain/directory.ts';
import type { RequestField } from '../../../domain/instrument.ts';
import type { Cover } from '../../../domain/manifest.ts';
import { host } from '../../app/exchange.ts';
import { Country, countryName } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { LegalBases } from '../../parts/legal-basis.tsx';
import { Problem } from '../../parts/problem.tsx';
import { urgencyKeys } from '../../parts/state.tsx';
import { DocumentName, Hash, Ltr, Moment } from '../../parts/text.tsx';
import { size } from '../../words/format.ts';
import { language } from '../../words/language.ts';
import { members } from '../../words/members.ts';
import { t } from '../../words/words.ts';
import { Entry } from '../dispatch/cover.tsx';
import { type Chosen, hashedDocuments } from './chosen.ts';
import { fieldKeys } from './completeness.tsx';

export interface SummaryProps {
  readonly cover: Cover;
  readonly documents: readonly Chosen[];
  /** What the instrument asks for and the person has not ticked off. */
  readonly missing: readonly RequestField[];
  readonly onSend: () => void;
  readonly onBack: () => void;
}

/** Everything that is about to be signed, the addressee by its full name, before anything leaves this machine. */
export function Summary({ cover, documents, missing, onSend, onBack }: SummaryProps) {
  const isReady = hashedDocuments(documents) !== undefined;
  const isBroken = documents.some(({ error }) => error.value !== undefined);
  const country = countryName(cover.to);
  const reading = readingIn(cover.to);
  const send = (): void => {
    if (isReady) onSend();
  };
  return (
    <>
      <PageHeading title={`${t('summary.heading')} · ${t('title')}`}>{t('summary.heading')}</PageHeading>
      <p class="lead">{t('summary.lead', { country })}</p>
      <dl class="cover">
        <Entry name={t('field.to')}>
          <strong>
            <Country code={cover.to} />
          </strong>
          <Office of={cover.to} />
        </Entry>
        <Entry name={t('field.case')}>
          <Ltr class="reference">{cover.case}</Ltr>
        </Entry>
        <Entry name={t('field.basis')}>
          <LegalBases of={cover} />
        </Entry>
        <Entry name={t('field.urgency')}>{t(urgencyKeys[cover.urgency])}</Entry>
        {reading === undefined ? null : (
          <Entry name={t('summary.reading')}>
            <Moment at={reading} />
          </Entry>
        )}
      </dl>
      {missing.length === 0 ? null : (
        <div class="errors" role="status">
          <p>{t('summary.missing', { count: missing.length })}</p>
          <ul>
            {missing.map((field) => (
              <li key={field}>{t(fieldKeys[field])}</li>
            ))}
          </ul>
        </div>
      )}
      <section>
        <h2>{t('documents.count', { count: documents.length })}</h2>
        <ol class="documents">
          {documents.map((one) => (
            <li key={one.id}>
              <p class="line">
                <DocumentName name={one.name} /> <span class="amount">{size(one.file.size)}</span>
              </p>
              <Hashed document={one} />
            </li>
          ))}
        </ol>
      </section>
      <p role="status">{isReady || isBroken ? '' : t('summary.wait')}</p>
      <p class="buttons">
        <button type="button" aria-disabled={!isReady} onClick={send}>
          {t('summary.send', { country })}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {t('summary.back')}
        </button>
      </p>
    </>
  );
}

/** A file that went away while it was hashed is said here: the wait would have no end. */
function Hashed({ document: { hashed, error } }: { readonly document: Chosen }) {
  if (error.value !== undefined) return <Problem error={error.value} />;
  return hashed.value ? <Hash sha256={hashed.value.entry.sha256} /> : <p class="hint">{t('compose.hashing')}</p>;
}

/** The office that answers for the country, where the directory names one. */
function Office({ of: code }: { readonly of: string }) {
  const office = members.value && memberOf(members.value, code)?.profile.contacts?.[0]?.office[language.value];
  return office === undefined ? null : <div>{office}</div>;
}

/** When somebody of the addressee's office can be expected to read it, were it sent now. */
function readingIn(country: string): string | undefined {
  const profile = members.value && memberOf(members.value, country)?.profile;
  return profile && earliestReading(profile, host.now())?.toISOString();
}
