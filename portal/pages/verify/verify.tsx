import { useSignal } from '@preact/signals';
import { titleOf } from '../../../domain/receipt-titles.ts';
import type { Exchange } from '../../app/exchange.ts';
import { Country } from '../../parts/country.tsx';
import { FileChoice } from '../../parts/file-choice.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { describe } from '../../parts/problem.tsx';
import { sentenceOf } from '../../parts/receipt-words.ts';
import { DocumentName, Hash, Ltr, Moment } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { Written } from '../../parts/written.tsx';
import { language } from '../../words/language.ts';
import { t } from '../../words/words.ts';
import { examine, type Finding } from './examine.ts';

/** Checks statements and documents on this machine alone: nothing that is dropped here leaves it. */
export function Verify({ exchange }: { readonly exchange: Exchange }) {
  const findings = useSignal<readonly Finding[]>([]);
  const isBusy = useSignal(false);
  const check = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return;
    isBusy.value = true;
    try {
      findings.value = await examine(files, exchange.known);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      <PageHeading title={`${t('nav.verify')} · ${t('title')}`}>{t('verify.heading')}</PageHeading>
      <p class="lead">{t('verify.lead')}</p>
      <FileChoice id="statements" onFiles={(files) => void check(files)} hint={t('verify.hint')} />
      <div role="status">{isBusy.value ? <Waiting /> : null}</div>
      <ul class="findings" aria-live="polite">
        {findings.value.map((finding) => (
          <li key={finding.file}>
            <Found finding={finding} />
          </li>
        ))}
      </ul>
      <p class="hint">
        {t('verify.directory')} <Ltr class="id">{exchange.known.fingerprint}</Ltr>
      </p>
    </>
  );
}

function Found({ finding }: { readonly finding: Finding }) {
  const isGood = finding.kind !== 'failed' && !(finding.kind === 'receipt' && finding.fits === 'no');
  const isNeutral = finding.kind === 'document' && finding.namedBy === undefined;
  const verdict = isNeutral ? 'neutral' : isGood ? 'good' : 'bad';
  return (
    <article class={`finding ${verdict}`}>
      <h2>
        <DocumentName name={finding.file} />
      </h2>
      <p class="verdict">
        <strong>{t(`verify.${verdict}`)}</strong>
      </p>
      <Details finding={finding} />
    </article>
  );
}

function Details({ finding }: { readonly finding: Finding }) {
  switch (finding.kind) {
    case 'receipt':
      return (
        <>
          <p>{sentenceOf(finding.receipt)}</p>
          <Written receipt={finding.receipt} />
          <p>
            <strong>{titleOf(finding.receipt, language.value)}</strong> · <Moment at={finding.receipt.issuedAt} />
          </p>
          <p>{t(`verify.fits-${finding.fits}`)}</p>
        </>
      );
    case 'manifest':
      return (
        <>
          <p>
            {t('box.from')} <Country code={finding.manifest.from} /> {t('box.to')} <Country code={finding.manifest.to} /> ·{' '}
            <Ltr>{finding.manifest.case}</Ltr>
          </p>
          <p>
            <Moment at={finding.manifest.issuedAt} /> · {t('documents.count', { count: finding.manifest.documents.length })}
          </p>
          <ul>
            {finding.manifest.documents.map((document) => (
              <li key={document.number}>
                <DocumentName name={document.name} /> <Hash sha256={document.sha256} />
              </li>
            ))}
          </ul>
        </>
      );
    case 'document':
      return (
        <>
          <p>
            {t(finding.namedBy === undefined ? 'verify.document-unknown' : 'verify.document-named')}{' '}
            {finding.namedBy === undefined ? null : <DocumentName name={finding.namedBy} />}
          </p>
          <p>
            <Hash sha256={finding.sha256} />
          </p>
        </>
      );
    case 'failed': {
      const { sentence, code } = describe(finding.error);
      return (
        <p>
          {sentence} <Ltr class="code">{code}</Ltr>
        </p>
      );
    }
    default:
      return (
        <p>
          {t(finding.kind === 'entry' ? 'verify.entry' : 'verify.directory-file')}{' '}
          {finding.country ? <Country code={finding.country} /> : null} <Ltr class="id">{finding.kid}</Ltr>
        </p>
      );
  }
}
