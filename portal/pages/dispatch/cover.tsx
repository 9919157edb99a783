import type { ComponentChildren } from 'preact';
import { addressOf } from '../../app/routes.ts';
import { Country } from '../../parts/country.tsx';
import { DueLine } from '../../parts/due.tsx';
import { LegalBases } from '../../parts/legal-basis.tsx';
import { urgencyKeys } from '../../parts/state.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import { size } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import type { ShownDispatch } from './load.ts';

/** What the sender's desk signed, in the words of the page. */
export function Cover({ shown: { manifest, detail, standing } }: { readonly shown: ShownDispatch }) {
  const { inReplyTo } = manifest;
  return (
    <dl class="cover">
      <Entry name={t('field.from')}>
        <CountryLink code={manifest.from} /> · <Ltr>{manifest.sentBy}</Ltr>
      </Entry>
      <Entry name={t('field.to')}>
        <CountryLink code={manifest.to} />
      </Entry>
      <Entry name={t('field.sent')}>
        <Moment at={manifest.issuedAt} now={new Date()} />
      </Entry>
      <Entry name={t('field.basis')}>
        <LegalBases of={manifest} />
      </Entry>
      <Entry name={t('field.urgency')}>{t(urgencyKeys[manifest.urgency])}</Entry>
      {detail.due ? (
        <Entry name={t('due.heading')}>
          <DueLine due={detail.due} now={new Date()} />
        </Entry>
      ) : null}
      <Entry name={t('field.amount')}>
        {t('documents.count', { count: detail.documents })} · {size(detail.totalBytes)}
      </Entry>
      {inReplyTo ? (
        <Entry name={t('field.in-reply-to')}>
          <a href={addressOf({ page: 'dispatch', dispatchId: inReplyTo })}>
            <Ltr>{inReplyTo}</Ltr>
          </a>
        </Entry>
      ) : null}
      {(['sender', 'addressee'] as const).map((side) => {
        const person = standing.holders[side]?.person;
        return person === undefined ? null : (
          <Entry key={side} name={t('field.in-hand')}>
            <Ltr>{person}</Ltr> · <Country code={side === 'sender' ? manifest.from : manifest.to} />
          </Entry>
        );
      })}
      <Entry name={t('field.id')}>
        <Ltr class="id">{manifest.dispatchId}</Ltr>
      </Entry>
    </dl>
  );
}

/** Leads to the sheet of the country: when its people work, what they read. */
function CountryLink({ code }: { readonly code: string }) {
  return (
    <a href={addressOf({ page: 'country', country: code })}>
      <Country code={code} />
    </a>
  );
}

export function Entry({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
