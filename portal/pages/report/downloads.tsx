import { type CouncilReport, reportFiles } from '../../../client/report/council.ts';
import { saveText } from '../../parts/save-text.ts';
import type { Session } from '../../session/session.ts';
import { languageNames } from '../../words/language.ts';
import { t } from '../../words/words.ts';

export interface DownloadsProps {
  readonly council: CouncilReport;
  /** The own desk's statement. */
  readonly jws: string;
  readonly session: Session;
}

/** CSV, a page in each language, and the signed figures, to hand to whoever puts the report together. */
export function Downloads({ council, jws, session }: DownloadsProps) {
  const files = reportFiles(council);
  const { country } = session.member;
  return (
    <section class="downloads">
      <h2>{t('report.files')}</h2>
      <ul class="buttons">
        {files.map(([name, text]) => (
          <li key={name}>
            <button type="button" class="quiet" onClick={() => saveText(text, name)}>
              {labelOf(name)}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="quiet" onClick={() => saveText(`${jws}\n`, `report-${country}.jws`)}>
            {t('report.signed')}
          </button>
        </li>
        <li>
          <button type="button" class="quiet" onClick={() => print()}>
            {t('report.print')}
          </button>
        </li>
      </ul>
    </section>
  );
}

function labelOf(name: string): string {
  if (name.endsWith('.csv')) return 'CSV';
  const [, code = ''] = name.split('.');
  const named = Object.entries(languageNames).find(([language]) => language === code)?.[1] ?? code;
  return `HTML · ${named}`;
}
