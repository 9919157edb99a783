import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Problem } from '../parts/problem.tsx';
import { endsAt, mustSignInAgain, session, warningMs } from '../session/session.ts';
import { renewInWindow, signOut } from '../session/sign-in.ts';
import { timeOfDay } from '../words/format.ts';
import { t } from '../words/words.ts';

/** Says in time that the sign-in is about to end, and offers to prolong it without leaving the page. */
export function Renewal() {
  const isNear = useSignal(false);
  const error = useSignal<unknown>(undefined);
  useEffect(() => {
    const look = (): void => {
      isNear.value = endsAt.value > 0 && endsAt.value - Date.now() < warningMs;
    };
    look();
    const timer = setInterval(look, 5000);
    return () => clearInterval(timer);
  }, [endsAt.value]);
  if (!session.value || (!isNear.value && !mustSignInAgain.value)) return null;
  const renew = (): void => {
    error.value = undefined;
    renewInWindow().catch((cause: unknown) => {
      error.value = cause;
    });
  };
  const ends = timeOfDay(new Date(endsAt.value).toISOString());
  return (
    <section class="renewal" role="alert" aria-label={t('renewal.title')}>
      <p>{mustSignInAgain.value ? t('renewal.ended') : t('renewal.soon', { time: ends })}</p>
      {error.value === undefined ? null : <Problem error={error.value} />}
      <p>
        <button type="button" onClick={renew}>
          {t('renewal.prolong')}
        </button>
        <button type="button" class="quiet" onClick={signOut}>
          {t('sign-out')}
        </button>
      </p>
    </section>
  );
}
