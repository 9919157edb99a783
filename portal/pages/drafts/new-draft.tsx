import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { useMemo } from 'preact/hooks';
import { type DraftForComment, draftForComment } from '../../../domain/draft-check.ts';
import { peekStatement } from '../../../domain/statement.ts';
import { draftStatement } from '../../../domain/statement-kinds.ts';
import { host } from '../../app/exchange.ts';
import { go } from '../../app/routes.ts';
import { useComplaints } from '../../parts/complaints.tsx';
import { Problem } from '../../parts/problem.tsx';
import { TextField } from '../../parts/text-field.tsx';
import type { Session } from '../../session/session.ts';
import { wholeNumber } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { begunOf, forgetBegun } from '../compose/begun.ts';
import { CoverFields } from '../compose/cover-fields.tsx';
import { complaintsAboutCover, coverOf, emptyFields, type Fields } from '../compose/form-fields.ts';
import { plainWords } from '../dispatch/acts/act-fields.ts';

/** Shows a text to another country for comment. No documents: whoever wants to send some makes a dispatch. */
export function NewDraft({ session }: { readonly session: Session }) {
  const { fields, text } = useMemo(() => begunOf('draft', emptyFields), []);
  const error = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const draft = () => draftForComment.safeParse({ ...coverOf(fields.value, undefined, host.now()), text: plainWords(text.value) });
  const complaints = useComplaints(() => {
    const found = complaintsAboutCover(fields.value);
    return found.length > 0 || draft().success ? found : [{ control: 'text', key: 'drafts.need-text' }];
  });
  const set = (change: Partial<Fields>): void => {
    fields.value = { ...fields.value, ...change };
    complaints.again();
  };
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const { data } = draft();
    if (!complaints.isFine() || !data || isBusy.value) return;
    isBusy.value = true;
    error.value = undefined;
    try {
      go({ page: 'draft', dispatchId: await show(session, data) });
      forgetBegun('draft');
    } catch (cause) {
      error.value = cause;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <h2>{t('drafts.new')}</h2>
      {complaints.list}
      <CoverFields session={session} fields={fields.value} set={set} keyFor={complaints.keyFor} />
      <TextField
        id="text"
        lines={10}
        longest={longestText}
        label={t('drafts.text')}
        hint={t('drafts.text-hint', { longest: wholeNumber(longestText) })}
        value={text.value}
        wrong={complaints.keyFor('text')}
        onInput={(words) => {
          text.value = words;
          complaints.again();
        }}
      />
      {error.value === undefined ? null : <Problem error={error.value} />}
      <p>
        <button type="submit" aria-disabled={isBusy.value}>
          {t('drafts.show')}
        </button>
      </p>
    </form>
  );
}

const longestText = 20_000;

/** Has the draft signed and shown; gives its id. */
async function show({ connection }: Session, draft: DraftForComment): Promise<string> {
  const foreign = connection.deskOf(draft.to);
  const { draft: signed } = await connection.home.signDraft(draft);
  await foreign.takeDraft(signed);
  return peekStatement(draftStatement, signed).draftId;
}
