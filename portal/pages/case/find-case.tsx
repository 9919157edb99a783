import { useSignal } from '@preact/signals';
import { isRefusal } from '../../../client/desk-refusal.ts';
import { caseReference } from '../../../domain/identifiers.ts';
import { go } from '../../app/routes.ts';
import { Problem } from '../../parts/problem.tsx';
import { Ltr } from '../../parts/text.tsx';
import type { Session } from '../../session/session.ts';
import { asciiDigits } from '../../words/digits.ts';
import { t } from '../../words/words.ts';

/** Where a search holds a whole reference: the way to its case file, which the desk finds however old it is. */
export function FindCase({ session, search }: { readonly session: Session; readonly search: string }) {
  const outcome = useSignal<{ readonly of: string; readonly error: unknown } | undefined>(undefined);
  const reference = caseReference.safeParse(asciiDigits(search.normalize('NFKC')).trim().toUpperCase());
  if (!reference.success || reference.data.length < 6) return null;
  const wanted = reference.data;
  const find = async (): Promise<void> => {
    try {
      const { dispatches } = await session.connection.home.showCase({ case: wanted });
      const [first] = dispatches;
      if (first) go({ page: 'case', dispatchId: first.dispatchId });
    } catch (error) {
      outcome.value = { of: wanted, error };
    }
  };
  const failed = outcome.value?.of === wanted ? outcome.value.error : undefined;
  return (
    <div class="find-case">
      <p>
        <button type="button" class="quiet" onClick={() => void find()}>
          {t('case.find')} <Ltr class="reference">{wanted}</Ltr>
        </button>
      </p>
      {failed === undefined ? null : isRefusal(failed, 'NotFound') ? <p role="alert">{t('case.none')}</p> : <Problem error={failed} />}
    </div>
  );
}
