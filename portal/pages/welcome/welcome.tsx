import { useSignal } from '@preact/signals';
import type { AppProps } from '../../app/app-props.ts';
import { PageHeading } from '../../parts/heading.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Ltr } from '../../parts/text.tsx';
import { leaveToSignIn } from '../../session/sign-in.ts';
import { language } from '../../words/language.ts';
import { t } from '../../words/words.ts';

/** The first page: whose magistrate are you? Each country signs its own people in. */
export function Welcome({ exchange, signInError }: AppProps) {
  const leavingFor = useSignal<string | undefined>(undefined);
  const error = useSignal<unknown>(signInError);
  const leave = (country: string): void => {
    leavingFor.value = country;
    error.value = undefined;
    leaveToSignIn(exchange, country).catch((cause: unknown) => {
      leavingFor.value = undefined;
      error.value = cause;
    });
  };
  const { members } = exchange.known.directory;
  return (
    <>
      <PageHeading title={t('title')}>{t('welcome.heading')}</PageHeading>
      <p class="lead">{t('welcome.lead')}</p>
      {error.value === undefined ? null : <Problem error={error.value} />}
      {exchange.config.rehearsal ? <p class="hint">{t('welcome.rehearsal')}</p> : null}
      <ul class="countries">
        {members.map(({ country, profile }) => (
          <li key={country}>
            <button type="button" onClick={() => leave(country)} aria-busy={leavingFor.value === country}>
              <Ltr class="code">{country}</Ltr> <span class="name">{profile.names[language.value]}</span>
            </button>
          </li>
        ))}
      </ul>
      <p role="status">{leavingFor.value === undefined ? '' : t('welcome.leaving')}</p>
    </>
  );
}
