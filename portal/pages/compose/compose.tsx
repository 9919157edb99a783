import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { host } from '../../app/exchange.ts';
import { PageHeading } from '../../parts/heading.tsx';
import { useLoaded } from '../../parts/loaded.ts';
import { Problem } from '../../parts/problem.tsx';
import { Ltr } from '../../parts/text.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { ownerOf, type Session } from '../../session/session.ts';
import { startSend } from '../../transfer/send.ts';
import { t } from '../../words/words.ts';
import { begunOf, forgetBegun } from './begun.ts';
import { hashedDocuments } from './chosen.ts';
import { unsaid } from './completeness.tsx';
import { Form } from './form.tsx';
import { coverOf, emptyFields, type Fields } from './form-fields.ts';
import { SendingView } from './sending-view.tsx';
import { Summary } from './summary.tsx';
import { underWay } from './under-way.ts';
import { Unfinished } from './unfinished.tsx';

export interface ComposeProps {
  readonly session: Session;
  /** @default - a request of its own */
  readonly inReplyTo?: string;
}

/** A new dispatch from the empty form to the receipt. What is being sent stays here while the person looks at other pages. */
export function Compose({ session, inReplyTo }: ComposeProps) {
  const sending = underWay.value;
  if (sending) return <SendingView sending={sending} />;
  return inReplyTo === undefined ? <Begin session={session} fields={emptyFields} /> : <Reply session={session} inReplyTo={inReplyTo} />;
}

/** A reply begins with what it answers: the country, and the reference under which the other side knows the case. */
function Reply({ session, inReplyTo }: ComposeProps & { readonly inReplyTo: string }) {
  const [loaded, again] = useLoaded(() => session.connection.home.showDispatch(inReplyTo), [inReplyTo]);
  if (loaded.at === 'waiting') return <Waiting />;
  if (loaded.at === 'failed') {
    return (
      <>
        <PageHeading title={t('title')}>{t('compose.reply-heading')}</PageHeading>
        <Problem error={loaded.error} again={again} />
      </>
    );
  }
  const { from, to, box, case: reference, urgency } = loaded.value;
  const fields = { ...emptyFields, to: box === 'in' ? from : to, case: reference, urgency };
  return <Begin session={session} fields={fields} inReplyTo={{ dispatchId: inReplyTo, reference }} />;
}

interface BeginProps {
  readonly session: Session;
  readonly fields: Fields;
  readonly inReplyTo?: { readonly dispatchId: string; readonly reference: string };
}

function Begin({ session, fields: first, inReplyTo }: BeginProps) {
  const name = inReplyTo?.dispatchId ?? 'new';
  const begun = useMemo(() => begunOf(name, first), []);
  const isReviewing = useSignal(false);
  const { fields, documents } = begun;
  const cover = coverOf(fields.value, inReplyTo?.dispatchId, host.now());
  const send = (): void => {
    const hashed = hashedDocuments(documents.value);
    if (!hashed) return;
    const files = documents.value.map(({ file }) => file);
    underWay.value = startSend({ connection: session.connection, owner: ownerOf(session), cover, documents: hashed, files, host });
    forgetBegun(name);
  };
  const review = (now: boolean): void => {
    isReviewing.value = now;
  };
  if (isReviewing.value) {
    const missing = inReplyTo ? [] : unsaid(fields.value);
    return <Summary cover={cover} documents={documents.value} missing={missing} onSend={send} onBack={() => review(false)} />;
  }
  const heading = t(inReplyTo ? 'compose.reply-heading' : 'compose.heading');
  return (
    <>
      <PageHeading title={`${heading} · ${t('title')}`}>{heading}</PageHeading>
      {inReplyTo ? (
        <p>
          {t('field.in-reply-to')} <Ltr class="reference">{inReplyTo.reference}</Ltr>
        </p>
      ) : (
        <Unfinished session={session} />
      )}
      <Form session={session} begun={begun} isAddresseeFixed={inReplyTo !== undefined} onReview={() => review(true)} />
    </>
  );
}
