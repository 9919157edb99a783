import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { useMemo } from 'preact/hooks';
import { type ReadDraft, readDraft } from '../../../client/drafts.ts';
import { remarkBody } from '../../../domain/draft-check.ts';
import { useComplaints } from '../../parts/complaints.tsx';
import { Country } from '../../parts/country.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { LegalBasis } from '../../parts/legal-basis.tsx';
import { useLoaded } from '../../parts/loaded.ts';
import { Problem } from '../../parts/problem.tsx';
import { urgencyKeys } from '../../parts/state.tsx';
import { Ltr, Moment } from '../../parts/text.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { begunOf } from '../compose/begun.ts';
import { emptyFields } from '../compose/form-fields.ts';
import { plainWords } from '../dispatch/acts/act-fields.ts';
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
        <Entry name={t('field.basis')}>
          <LegalBasis basis={notice.legalBasis} />
        </Entry>
        <Entry name={t('field.urgency')}>{t(urgencyKeys[notice.urgency])}</Entry>
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
  const begun = useMemo(() => begunOf(draftId, emptyFields), []);
  const error = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const said = () => remarkBody.safeParse({ text: plainWords(begun.text.value) });
  const complaints = useComplaints(() => (said().success ? [] : [{ control: 'remark', key: 'drafts.remark-wrong' }]));
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const { data } = said();
    if (!complaints.isFine() || !data || isBusy.value) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      await session.connection.home.remarkOnDraft(draftId, data.text);
      begun.text.value = '';
      onSaid();
    } catch (cause) {
      error.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      {complaints.list}
      <TextField
        id="remark"
        lines={4}
        longest={4000}
        label={t('drafts.remark')}
        hint=""
        value={begun.text.value}
        wrong={complaints.keyFor('remark')}
        onInput={(text) => {
          begun.text.value = text;
          complaints.again();
        }}
      />
      {error.value === undefined ? null : <Problem error={error.value} />}
      <p>
        <button type="submit" aria-disabled={isBusy.value}>
          {t('drafts.say')}
        </button>
      </p>
    </form>
  );
}
