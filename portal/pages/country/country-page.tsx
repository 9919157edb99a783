import type { OfficeHours } from '../../../domain/calendar.ts';
import { countrySheet } from '../../../domain/country-sheet.ts';
import { memberOf } from '../../../domain/directory.ts';
import { countryName } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import type { Session } from '../../session/session.ts';
import { language } from '../../words/language.ts';
import { t } from '../../words/words.ts';
import { Entry } from '../dispatch/cover.tsx';
import { day, languageName, weekdayName } from './calendar-words.ts';

export interface CountryPageProps {
  readonly session: Session;
  readonly country: string;
}

/** What a sender needs to know of a country: its own signed entry of the directory, in words. */
export function CountryPage({ session, country }: CountryPageProps) {
  const { directory } = session.connection;
  const member = memberOf(directory, country);
  if (!member) {
    return (
      <>
        <PageHeading title={t('title')}>{t('country.unknown')}</PageHeading>
        <Members session={session} />
      </>
    );
  }
  const sheet = countrySheet(member, new Date());
  const { timeZone, workingDays, officeHours, isOpen, opensAt } = sheet.calendar;
  return (
    <>
      <PageHeading title={`${countryName(country)} · ${t('title')}`}>
        {countryName(country)} <Ltr class="code">{country}</Ltr>
      </PageHeading>
      <p class="marks">
        <span class={isOpen ? 'mark open-now' : 'mark'}>{t(isOpen ? 'country.open' : 'country.closed')}</span>{' '}
        {opensAt ? (
          <span>
            {t('country.opens')} <Moment at={opensAt} />
          </span>
        ) : null}
      </p>
      <dl class="cover">
        <Entry name={t('country.languages')}>{sheet.languages.map(languageName).join(t('list.comma'))}</Entry>
        <Entry name={t('country.days')}>{workingDays.map(weekdayName).join(t('list.comma'))}</Entry>
        <Entry name={t('country.hours')}>
          <Hours hours={officeHours} /> (<Ltr>{timeZone}</Ltr>)
        </Entry>
        {sheet.weekdayHours.map(({ weekday, officeHours: hours }) => (
          <Entry key={weekday} name={weekdayName(weekday)}>
            <Hours hours={hours} />
          </Entry>
        ))}
        {sheet.otherHours.map(({ from, to, officeHours: hours }) => (
          <Entry key={from} name={t('country.other-hours')}>
            <Dates from={from} to={to} /> <Hours hours={hours} />
          </Entry>
        ))}
      </dl>
      <section>
        <h2>{t('country.holidays')}</h2>
        {sheet.holidays.length === 0 ? <p class="hint">{t('country.no-holidays')}</p> : null}
        <ul>
          {sheet.holidays.map(({ from, to }) => (
            <li key={from}>
              <Dates from={from} to={to} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('country.contacts')}</h2>
        {sheet.contacts.length === 0 ? <p class="hint">{t('country.no-contacts')}</p> : null}
        <ul>
          {sheet.contacts.map(({ office, email, telephone }) => (
            <li key={office.en}>
              {office[language.value]} {email ? <Ltr>{email}</Ltr> : null} {telephone ? <Ltr>{telephone}</Ltr> : null}
            </li>
          ))}
        </ul>
      </section>
      <section class="writing">
        <h2>{t('country.writing')}</h2>
        <ul>
          <li>{t('country.write-language', { languages: sheet.languages.map(languageName).join(t('list.comma')) })}</li>
          <li>{t('country.write-reference')}</li>
          <li>{t('country.write-urgency')}</li>
        </ul>
        {country === session.member.country ? null : (
          <p>
            <a class="button" href="#/new">
              {t('nav.new')}
            </a>
          </p>
        )}
      </section>
      <p class="hint">{t('country.source', { sequence: directory.sequence })}</p>
      <Members session={session} />
    </>
  );
}

function Members({ session }: Pick<CountryPageProps, 'session'>) {
  return (
    <nav class="members" aria-label={t('country.others')}>
      <ul>
        {session.connection.directory.members.map(({ country }) => (
          <li key={country}>
            <a href={`#/country/${country}`}>{countryName(country)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Hours({ hours: { from, to } }: { readonly hours: OfficeHours }) {
  return <Ltr>{`${from} – ${to}`}</Ltr>;
}

function Dates({ from, to }: { readonly from: string; readonly to: string }) {
  if (from === to) return <time dateTime={from}>{day(from)}</time>;
  return (
    <span>
      <time dateTime={from}>{day(from)}</time> – <time dateTime={to}>{day(to)}</time>
    </span>
  );
}
