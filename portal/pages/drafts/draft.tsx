import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { type ReadDraft, readDraft } from '../../../client/drafts.ts';
import { remarkBody } from '../../../domain/draft-check.ts';
import { Country } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { instrumentName } from '../../parts/instruments.ts';
import { useLoaded } from '../../parts/loaded.ts';
import { Problem } from '../../parts/problem.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { Entry } from '../dispatch/cover.tsx';
import { NotATransmission } from './drafts.tsx';

export interface DraftProps {
  readonly session: Session;
  readonly draftId: string;
}

/** One draft with its remarks; the side that was shown it may add one. */
export function Draft({ session, draftId }: DraftProps) {
  const { connection } = session;
  const [loaded, again] = useLoaded(() => readDraft(connection, draftId), [draftId, connection]);
  return (
    <>
      <PageHeading title={`${t('drafts.one')} · ${t('title')}`}>{t('drafts.one')}</PageHeading>
      <NotATransmission />
      {loaded.at === 'waiting' ? <Waiting /> : null}
      {loaded.at === 'failed' ? <Problem error={loaded.error} again={again} /> : null}
      {loaded.at === 'here' ? <Whole read={loaded.value} /> : null}
      {loaded.at === 'here' && loaded.value.notice.to === session.member.country ? (
        <Remark session={session} draftId={draftId} onSaid={again} />
      ) : null}
    </>
  );
}

function Whole({ read: { notice, remarks } }: { readonly read: ReadDraft }) {
  return (
    <>
      <dl class="cover">
        <Entry name={t('field.from')}>
          <Country code={notice.from} /> · <Ltr>{notice.sentBy}</Ltr>
        </Entry>
        <Entry name={t('field.to')}>
          <Country code={notice.to} />
        </Entry>
        <Entry name={t('field.case')}>
          <Ltr class="reference">{notice.case}</Ltr>
        </Entry>
        <Entry name={t('field.basis')}>{instrumentName(notice.legalBasis.instrument)}</Entry>
        <Entry name={t('drafts.until')}>
          <Moment at={notice.expiresAt} />
        </Entry>
      </dl>
      <section>
        <h2>{t('drafts.text')}</h2>
        <Paragraphs text={notice.text} />
      </section>
      <section>
        <h2>{t('drafts.remarks')}</h2>
        {remarks.length === 0 ? <p class="hint">{t('drafts.no-remarks')}</p> : null}
        {remarks.map(({ by, issuer, issuedAt, text }) => (
          <article key={issuedAt}>
            <p class="hint">
              <Ltr>{by}</Ltr> · <Country code={issuer} /> · <Moment at={issuedAt} />
            </p>
            <Paragraphs text={text} />
          </article>
        ))}
      </section>
    </>
  );
}

function Paragraphs({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('\n').map((line, index) => (
        <p key={index} dir="auto">
          {line}
        </p>
      ))}
    </>
  );
}

function Remark({ session, draftId, onSaid }: DraftProps & { readonly onSaid: () => void }) {
  const text = useSignal('');
  const error = useSignal<unknown>(undefined);
  const isWrong = useSignal(false);
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const said = remarkBody.safeParse({ text: text.value.replaceAll('\r\n', '\n') });
    isWrong.value = !said.success;
    if (!said.success) return;
    try {
      await session.connection.home.remarkOnDraft(draftId, said.data.text);
      text.value = '';
      onSaid();
    } catch (cause) {
      error.value = cause;
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <p class="field">
        <label for="remark">{t('drafts.remark')}</label>
        <textarea
          id="remark"
          dir="auto"
          rows={4}
          maxLength={4000}
          aria-invalid={isWrong.value}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </p>
      {isWrong.value ? (
        <p class="errors" role="alert">
          {t('drafts.remark-wrong')}
        </p>
      ) : null}
      {error.value === undefined ? null : <Problem error={error.value} />}
      <p>
        <button type="submit">{t('drafts.say')}</button>
      </p>
    </form>
  );
}
