import type { Cover } from '../../domain/manifest.ts';
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
