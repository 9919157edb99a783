import { Country } from '../parts/country.tsx';
import { Ltr } from '../parts/text.tsx';
import { session } from '../session/session.ts';
import { signOut } from '../session/sign-in.ts';
import { isLanguage, language, languageNames, languages } from '../words/language.ts';
import { type Key, speak, t } from '../words/words.ts';
import type { Exchange } from './exchange.ts';
import { addressOf, type Route, route } from './routes.ts';

/** Title, places to go, language, and who is signed in. In a rehearsal a band says so on every page. */
export function Header({ exchange }: { readonly exchange: Exchange }) {
  const current = session.value;
  return (
    <header>
      {exchange.config.rehearsal ? <RehearsalBand {...exchange.config.rehearsal} /> : null}
      <div class="bar">
        <p class="title">
          <a href="#/in">{t('title')}</a>
        </p>
        <LanguageChoice />
        {current ? (
          <div class="person">
            <span>
              <Country code={current.member.country} /> · <Ltr>{current.person}</Ltr>
            </span>
            <button type="button" class="quiet" onClick={signOut}>
              {t('sign-out')}
            </button>
          </div>
        ) : null}
      </div>
      <nav aria-label={t('nav.label')}>
        <ul>
          {(current
            ? [...signedInPlaces, [{ page: 'country', country: current.member.country }, 'nav.countries'] as const]
            : openPlaces
          ).map(([to, key]) => (
            <li key={key}>
              <a href={addressOf(to)} aria-current={route.value.page === to.page ? 'page' : undefined}>
                {t(key)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

const openPlaces: readonly (readonly [Route, Key])[] = [
  [{ page: 'in' }, 'nav.sign-in'],
  [{ page: 'verify' }, 'nav.verify'],
];
const signedInPlaces: readonly (readonly [Route, Key])[] = [
  [{ page: 'in' }, 'nav.in'],
  [{ page: 'out' }, 'nav.out'],
  [{ page: 'new' }, 'nav.new'],
  [{ page: 'drafts' }, 'nav.drafts'],
  [{ page: 'verify' }, 'nav.verify'],
  [{ page: 'report' }, 'nav.report'],
];

interface RehearsalPlaces {
  readonly mail: string;
  readonly audit: string;
  readonly accounts: string;
  readonly training?: string;
}

function RehearsalBand({ mail, audit, accounts, training }: RehearsalPlaces) {
  return (
    <div class="rehearsal">
      <p>{t('rehearsal.band')}</p>
      <ul>
        {training ? (
          <li>
            <a href={training}>{t('rehearsal.training')}</a>
          </li>
        ) : null}
        <li>
          <a href={accounts}>{t('rehearsal.accounts')}</a>
        </li>
        <li>
          <a href={mail}>{t('rehearsal.mail')}</a>
        </li>
        <li>
          <a href={audit}>{t('rehearsal.audit')}</a>
        </li>
      </ul>
    </div>
  );
}

function LanguageChoice() {
  const choose = ({ currentTarget }: { readonly currentTarget: HTMLSelectElement }): void => {
    if (!isLanguage(currentTarget.value)) return;
    // without a line the page stays in the language that it has
    speak(currentTarget.value).catch(() => {
      currentTarget.value = language.value;
    });
  };
  return (
    <label class="language">
      <span class="unseen">{t('language')}</span>
      <select value={language.value} onChange={choose}>
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
