import { basesOf, type Cover } from '../../domain/manifest.ts';
import { t } from '../words/words.ts';
import { instrumentName } from './instruments.ts';
import { Ltr } from './text.tsx';

/** On what a request rests: the instrument by name, its articles, and which version of it was cited. */
export function LegalBasis({ basis: { instrument, articles, version } }: { readonly basis: Cover['legalBasis'] }) {
  return (
    <>
      {instrumentName(instrument)}
      {articles ? (
        <>
          {' '}
          · {t('field.articles')} <Ltr>{articles}</Ltr>
        </>
      ) : null}
      {version === undefined ? null : <span class="hint"> · {t('instrument.version', { version })}</span>}
    </>
  );
}

/** The legal basis and, where there are any, the instruments that are cited beside it. */
export function LegalBases({ of }: { readonly of: Pick<Cover, 'legalBasis' | 'furtherBases'> }) {
  const [first, ...further] = basesOf(of);
  if (!first || further.length === 0) return <LegalBasis basis={of.legalBasis} />;
  return (
    <ul class="bases">
      {[first, ...further].map((basis) => (
        <li key={basis.instrument}>
          <LegalBasis basis={basis} />
        </li>
      ))}
    </ul>
  );
}
