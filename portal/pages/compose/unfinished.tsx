import { useSignal } from '@preact/signals';
import { host } from '../../app/exchange.ts';
import { Country } from '../../parts/country.tsx';
import { FileChoice } from '../../parts/file-choice.tsx';
import { useLoaded } from '../../parts/loaded.ts';
import { DocumentName, Ltr, Moment } from '../../parts/text.tsx';
import { ownerOf, type Session } from '../../session/session.ts';
import { listUnfinished, removeUnfinished, type UnfinishedSend } from '../../transfer/journal.ts';
import { matchFiles } from '../../transfer/match-files.ts';
import { startSend } from '../../transfer/send.ts';
import { size } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import { underWay } from './under-way.ts';

/** Sends that a closed window or a lost line interrupted. A browser gives up its hold on files: they are chosen again, and checked. */
export function Unfinished({ session }: { readonly session: Session }) {
  const [loaded, again] = useLoaded(() => listUnfinished(ownerOf(session)), []);
  if (loaded.at !== 'here' || loaded.value.length === 0) return null;
  return (
    <section class="unfinished">
      <h2>{t('unfinished.heading')}</h2>
      <p>{t('unfinished.lead')}</p>
      <ul>
        {loaded.value.map((one) => (
          <li key={one.id}>
            <One session={session} send={one} onGone={again} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OneProps {
  readonly session: Session;
  readonly send: UnfinishedSend;
  readonly onGone: () => void;
}

function One({ session, send, onGone }: OneProps) {
  const isWrong = useSignal(false);
  const take = (chosen: readonly File[]): void => {
    const files = matchFiles(chosen, send);
    isWrong.value = files === undefined;
    if (files)
      underWay.value = startSend({
        connection: session.connection,
        owner: ownerOf(session),
        cover: send.cover,
        documents: send.documents,
        files,
        host,
        unfinished: send,
      });
  };
  const discard = (): void => {
    void removeUnfinished(send.id).then(onGone);
  };
  return (
    <article>
      <p>
        <Ltr class="reference">{send.cover.case}</Ltr> · <Country code={send.cover.to} /> · <Moment at={send.begunAt} />
      </p>
      <ul>
        {send.documents.map(({ entry }) => (
          <li key={entry.number}>
            <DocumentName name={entry.name} /> {size(entry.sizeBytes)}
          </li>
        ))}
      </ul>
      {isWrong.value ? (
        <p class="wrong" role="alert">
          {t('unfinished.wrong')}
        </p>
      ) : null}
      <FileChoice id={`unfinished-${send.id}`} onFiles={take} hint={t('unfinished.choose')} />
      <p>
        <button type="button" class="quiet" onClick={discard}>
          {t('unfinished.discard')}
        </button>
      </p>
    </article>
  );
}
