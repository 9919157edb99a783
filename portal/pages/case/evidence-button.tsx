import { useSignal } from '@preact/signals';
import { Failure } from '../../../client/failure.ts';
import { collectCase } from '../../../evidence/collect.ts';
import { sha256Of } from '../../../evidence/hash.ts';
import { packageOf } from '../../../evidence/package.ts';
import { Problem } from '../../parts/problem.tsx';
import { saveBytes } from '../../parts/save-text.ts';
import { Hash } from '../../parts/text.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';

type Stage =
  | { readonly at: 'ready' | 'working' }
  | { readonly at: 'made'; readonly sha256: string; readonly stale: number }
  | { readonly at: 'failed'; readonly error: unknown };

/** Makes the evidence package of the case on this machine, and says its hash: whoever hands it over writes that down. */
export function EvidenceButton({ session, dispatchId }: { readonly session: Session; readonly dispatchId: string }) {
  const stage = useSignal<Stage>({ at: 'ready' });
  const make = async (): Promise<void> => {
    if (stage.value.at === 'working') return;
    stage.value = { at: 'working' };
    try {
      stage.value = { at: 'made', ...(await makePackage(session, dispatchId)) };
    } catch (error) {
      stage.value = { at: 'failed', error };
    }
  };
  const { value } = stage;
  return (
    <section class="evidence">
      <h2>{t('evidence.heading')}</h2>
      <p class="hint">{t('evidence.lead')}</p>
      <p>
        <button type="button" aria-disabled={value.at === 'working'} onClick={() => void make()}>
          {t('evidence.make')}
        </button>
      </p>
      <div role="status">
        {value.at === 'working' ? <p>{t('waiting')}</p> : null}
        {value.at === 'made' ? (
          <>
            <p>{t('evidence.made')}</p>
            <p>
              SHA-256 <Hash sha256={value.sha256} />
            </p>
            {value.stale > 0 ? <p>{t('case.stale', { count: value.stale })}</p> : null}
          </>
        ) : null}
      </div>
      {value.at === 'failed' ? <Problem error={value.error} again={() => void make()} /> : null}
    </section>
  );
}

async function makePackage({ connection, exchange }: Session, dispatchId: string) {
  const { source, stale } = await collectCase({ dispatch: dispatchId }, connection);
  const bytes = await packageOf({ ...source, directoryJws: exchange.known.jws }, await verifyPage());
  // the reference is case data, and the name of a download is seen by many
  saveBytes(bytes, `evidence-${dispatchId}.zip`);
  return { sha256: await sha256Of(bytes), stale: stale.length };
}

/** Content of the package, served beside the portal's files. */
async function verifyPage(): Promise<string> {
  const answer = await fetch('/evidence-page.txt').catch((cause) => {
    throw new Failure('Unreachable', 'evidence-page.txt', { cause });
  });
  if (!answer.ok) throw new Failure('UnexpectedAnswer', `evidence-page.txt: ${answer.status}`);
  return answer.text();
}
