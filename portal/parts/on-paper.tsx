import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { host } from '../app/exchange.ts';
import type { Session } from '../session/session.ts';
import { t } from '../words/words.ts';
import { Country } from './country.tsx';
import { Ltr, Moment } from './text.tsx';

/** Heads a printed page: of what it is, who printed it for which country, and when. A page in a file says that much by itself. */
export function OnPaper({ session: { member, person } }: { readonly session: Session }) {
  const at = useSignal(host.now().toISOString());
  useEffect(() => {
    const now = (): void => {
      at.value = host.now().toISOString();
    };
    addEventListener('beforeprint', now);
    return () => removeEventListener('beforeprint', now);
  }, []);
  return (
    <p class="on-paper hint">
      {t('title')} · <Country code={member.country} /> · {t('paper.printed')} <Ltr>{person}</Ltr> · <Moment at={at.value} />
    </p>
  );
}
