import { useSignal } from '@preact/signals';
import type { TargetedSubmitEvent } from 'preact';
import { citedToday } from '../../../client/instruments.ts';
import { draftForComment } from '../../../domain/draft-check.ts';
import { draftStatement, peekStatement } from '../../../domain/statement.ts';
import { asciiDigits } from '../../../portal/words/digits.ts';
import { host } from '../../app/exchange.ts';
import { go } from '../../app/routes.ts';
import { instrumentName, instruments } from '../../parts/instruments.ts';
import { Problem } from '../../parts/problem.tsx';
import { urgencyKeys } from '../../parts/state.tsx';
import type { Session } from '../../session/session.ts';
import { language } from '../../words/language.ts';
import { t } from '../../words/words.ts';

const urgencies = ['routine', 'urgent', 'detention-pending'] as const;

/** Shows a text to another country for comment. No documents: whoever wants to send some makes a dispatch. */
export function NewDraft({ session: { connection, member } }: { readonly session: Session }) {
  const form = useSignal({ to: '', case: '', instrument: 'riyadh-1983', urgency: 'routine', text: '' });
  const error = useSignal<unknown>(undefined);
  const isWrong = useSignal(false);
  const set = (change: Partial<typeof form.value>): void => {
    form.value = { ...form.value, ...change };
    isWrong.value = false;
  };
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const { to, case: typed, instrument, urgency, text } = form.value;
    const draft = draftForComment.safeParse({
      to,
      case: asciiDigits(typed.normalize('NFKC')).trim().toUpperCase(),
      legalBasis: citedToday({ instrument }, host.now()),
      urgency,
      text: text.replaceAll('\r\n', '\n'),
    });
    isWrong.value = !draft.success;
    if (!draft.success) return;
    try {
      const foreign = connection.deskOf(to);
      const { draft: signed } = await connection.home.signDraft(draft.data);
      await foreign.takeDraft(signed);
      go({ page: 'draft', dispatchId: peekStatement(draftStatement, signed).draftId });
    } catch (cause) {
      error.value = cause;
    }
  };
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <h2>{t('drafts.new')}</h2>
      {isWrong.value ? (
        <p class="errors" role="alert">
          {t('drafts.wrong')}
        </p>
      ) : null}
      <p class="field">
        <label for="draft-to">{t('compose.to')}</label>
        <select id="draft-to" value={form.value.to} onChange={(event) => set({ to: event.currentTarget.value })}>
          <option value="">{t('compose.choose-country')}</option>
          {connection.directory.members
            .filter(({ country }) => country !== member.country)
            .map(({ country, profile }) => (
              <option key={country} value={country}>
                {profile.names[language.value]}
              </option>
            ))}
        </select>
      </p>
      <p class="field">
        <label for="draft-case">{t('compose.case')}</label>
        <input
          id="draft-case"
          dir="ltr"
          maxLength={64}
          value={form.value.case}
          onInput={(event) => set({ case: event.currentTarget.value })}
        />
      </p>
      <p class="field">
        <label for="draft-basis">{t('compose.basis')}</label>
        <select id="draft-basis" value={form.value.instrument} onChange={(event) => set({ instrument: event.currentTarget.value })}>
          {instruments.map((one) => (
            <option key={one} value={one}>
              {instrumentName(one)}
            </option>
          ))}
        </select>
      </p>
      <p class="field">
        <label for="draft-urgency">{t('compose.urgency')}</label>
        <select id="draft-urgency" value={form.value.urgency} onChange={(event) => set({ urgency: event.currentTarget.value })}>
          {urgencies.map((one) => (
            <option key={one} value={one}>
              {t(urgencyKeys[one])}
            </option>
          ))}
        </select>
      </p>
      <p class="field">
        <label for="draft-text">{t('drafts.text')}</label>
        <textarea
          id="draft-text"
          dir="auto"
          rows={10}
          maxLength={20_000}
          value={form.value.text}
          onInput={(event) => set({ text: event.currentTarget.value })}
        />
      </p>
      {error.value === undefined ? null : <Problem error={error.value} />}
      <p>
        <button type="submit">{t('drafts.show')}</button>
      </p>
    </form>
  );
}
