import { Failure } from '../../../client/failure.ts';
import { addressOf, go } from '../../app/routes.ts';
import { Country, countryName } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Progress } from '../../parts/progress.tsx';
import { Ltr } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Sending } from '../../transfer/send.ts';
import { type Key, t } from '../../words/words.ts';
import { underWay } from './under-way.ts';

/** A dispatch on its way: how far, how long still, and at the end the addressee's receipt. */
export function SendingView({ sending }: { readonly sending: Sending }) {
  const isDone = sending.phase.value === 'done';
  const country = countryName(sending.cover.to);
  const heading = isDone && sending.isConfirmed.value ? t('sending.done', { country }) : t('sending.heading');
  return (
    <>
      <PageHeading title={`${heading} · ${t('title')}`}>{heading}</PageHeading>
      <p>
        <Ltr class="reference">{sending.cover.case}</Ltr> · <Country code={sending.cover.to} />
      </p>
      <Phase sending={sending} />
    </>
  );
}

function Phase({ sending }: { readonly sending: Sending }) {
  switch (sending.phase.value) {
    case 'signing':
    case 'confirming':
      return <Waiting text={t(phaseKeys[sending.phase.value])} />;
    case 'sending':
      return (
        <>
          <Progress of={sending} text={t('sending.sending')} />
          <p>
            <button type="button" class="quiet" onClick={sending.pause}>
              {t('sending.pause')}
            </button>
          </p>
          <p class="hint">{t('sending.keep-open')}</p>
        </>
      );
    case 'paused':
      return (
        <>
          <Progress of={sending} text={t('sending.paused')} />
          <p>
            <button type="button" onClick={sending.resume}>
              {t('sending.resume')}
            </button>
          </p>
        </>
      );
    case 'elsewhere':
      return <Standing text={t('sending.elsewhere')} />;
    case 'failed':
      return (
        <>
          <Problem error={sending.error.value} again={sending.resume} />
          <WithoutALine sending={sending} />
          <Standing text={t('sending.keep-open')} />
        </>
      );
    case 'done':
      return <Done sending={sending} />;
  }
}

const phaseKeys: Readonly<Record<'signing' | 'confirming', Key>> = { signing: 'sending.signing', confirming: 'sending.confirming' };

/** The same dispatch can leave in a sealed file: by the command line, since a browser does not write so much in a stream everywhere. */
function WithoutALine({ sending }: { readonly sending: Sending }) {
  const id = sending.dispatchId.value;
  const { value: error } = sending.error;
  if (id === undefined || !(error instanceof Failure) || error.code !== 'Unreachable') return null;
  return (
    <p class="hint">
      {t('sending.without-a-line', { country: countryName(sending.cover.to) })}{' '}
      <Ltr class="code">{`exchange bundle export --dispatch ${id} --as ${sending.from} --out FILE FILES`}</Ltr>
    </p>
  );
}

function Standing({ text }: { readonly text: string }) {
  return (
    <>
      <p role="status">{text}</p>
      <p>
        <button type="button" class="quiet" onClick={leave}>
          {t('nav.out')}
        </button>
      </p>
    </>
  );
}

function Done({ sending }: { readonly sending: Sending }) {
  const id = sending.dispatchId.value;
  return (
    <>
      <p class="lead" role="status">
        {t(sending.isConfirmed.value ? 'sending.done-lead' : 'sending.unconfirmed')}
      </p>
      <p class="buttons">
        {id ? (
          <a class="button" href={addressOf({ page: 'dispatch', dispatchId: id })} onClick={forget}>
            {t('sending.show')}
          </a>
        ) : null}
        <button type="button" class="quiet" onClick={leave}>
          {t('nav.out')}
        </button>
      </p>
    </>
  );
}

function forget(): void {
  underWay.value = undefined;
}

function leave(): void {
  forget();
  go({ page: 'out' });
}
