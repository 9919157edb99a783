import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Connection } from '../../../client/connection.ts';
import type { KeptReceipt } from '../../../client/receipts.ts';
import type { DispatchDetail } from '../../../domain/desk-api.ts';
import { isOnItsWay } from '../../../domain/life-cycle.ts';
import type { DocumentEntry, Manifest } from '../../../domain/manifest.ts';
import { host } from '../../app/exchange.ts';
import { Problem } from '../../parts/problem.tsx';
import { Progress } from '../../parts/progress.tsx';
import { DocumentName, Hash } from '../../parts/text.tsx';
import { type Opening, openDocument } from '../../transfer/open-document.ts';
import { size } from '../../words/format.ts';
import { t } from '../../words/words.ts';

export interface DocumentsProps {
  readonly detail: DispatchDetail;
  readonly manifest: Manifest;
  readonly receipts: readonly KeptReceipt[];
  readonly connection: Connection;
  /** A document was opened: a receipt of it is on its way. */
  readonly onOpened: () => void;
}

/** The documents as the manifest describes them; the addressee opens them here, the sender sees which have arrived. */
export function Documents({ detail, manifest, receipts, connection, onOpened }: DocumentsProps) {
  const canOpen = detail.box === 'in' && (detail.state === 'unknown' || !isOnItsWay(detail.state));
  return (
    <section>
      <h2>{t('documents.heading')}</h2>
      {detail.box === 'in' && !canOpen ? <p class="hint">{t('documents.not-yet')}</p> : null}
      <ol class="documents">
        {manifest.documents.map((document) => (
          <li key={document.number}>
            <p class="line">
              <DocumentName name={document.name} /> <span class="amount">{size(document.sizeBytes)}</span>
            </p>
            <details>
              <summary>{t('documents.hash')}</summary>
              <Hash sha256={document.sha256} />
            </details>
            {canOpen ? (
              <Open document={document} dispatchId={detail.dispatchId} connection={connection} onOpened={onOpened} />
            ) : (
              <p class="hint">{t(isThere(detail, receipts, document) ? 'documents.arrived' : 'documents.missing')}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The sender's desk holds no documents: that all have arrived, the addressee's receipt says. */
function isThere({ arrived }: DispatchDetail, receipts: readonly KeptReceipt[], { number }: DocumentEntry): boolean {
  return arrived.includes(number) || receipts.some(({ receipt }) => receipt.event === 'ContentConsignment');
}

interface OpenProps {
  readonly document: DocumentEntry;
  readonly dispatchId: string;
  readonly connection: Connection;
  readonly onOpened: () => void;
}

/** Fetches one document, checks it, and only then hands it over. The alarm stays until the page is left. */
function Open({ document, dispatchId, connection, onOpened }: OpenProps) {
  const opening = useSignal<Opening | undefined>(undefined);
  useEffect(() => () => opening.value?.cancel(), []);
  const open = (): void => {
    opening.value = openDocument({ connection, dispatchId, document, host });
  };
  const current = opening.value;
  const phase = current?.phase.value;
  useEffect(() => {
    if (phase === 'done') onOpened();
  }, [phase]);
  if (!current || phase === 'cancelled') return <OpenButton name={document.name} open={open} />;
  switch (phase) {
    case 'differs':
      return (
        <div class="alarm" role="alert">
          <p>
            <strong>{t('open.alarm')}</strong>
          </p>
          <p>{t('open.alarm-what-to-do')}</p>
        </div>
      );
    case 'failed':
      return <Problem error={current.error.value} again={open} />;
    case 'done':
      return (
        <p class="verified" role="status">
          {t('open.verified')}
        </p>
      );
    default:
      return <Progress of={current} text={t('open.receiving')} cancel={current.cancel} />;
  }
}

function OpenButton({ name, open }: { readonly name: string; readonly open: () => void }) {
  return (
    <p>
      <button type="button" class="open" onClick={open} aria-label={t('open.act-on', { name })}>
        {t('open.act')}
      </button>
    </p>
  );
}
