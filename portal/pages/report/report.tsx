import { useSignal } from '@preact/signals';
import { councilReport, proveReport } from '../../../client/report/council.ts';
import type { CountryReport, ReportPeriod } from '../../../domain/report.ts';
import { host } from '../../app/exchange.ts';
import { FileChoice } from '../../parts/file-choice.tsx';
import { PageHeading } from '../../parts/heading.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import type { Session } from '../../session/session.ts';
import { t } from '../../words/words.ts';
import { Downloads } from './downloads.tsx';
import { Figures } from './figures.tsx';
import { lastYear, type Month, periodOf } from './period.ts';
import { PeriodForm } from './period-form.tsx';

/** The own desk's statement, and those of other countries that were added to it. */
interface Signed {
  readonly jws: string;
  readonly reports: readonly CountryReport[];
}

type Stage =
  | { readonly at: 'ready' | 'working' }
  | { readonly at: 'here'; readonly signed: Signed; readonly wrong?: unknown }
  | { readonly at: 'failed'; readonly error: unknown };

/**
 * The report for the Council of Ministers of Justice: the own country's figures, signed by its desk, alone or put together with the signed
 * figures of others. Nothing that is added leaves this machine.
 */
export function Report({ session }: { readonly session: Session }) {
  const [first, last] = lastYear(host.now());
  const months = useSignal<readonly [Month, Month]>([first, last]);
  const stage = useSignal<Stage>({ at: 'ready' });
  const { connection } = session;
  const ask = async (period: ReportPeriod): Promise<void> => {
    if (stage.value.at === 'working') return;
    stage.value = { at: 'working' };
    try {
      const { report: jws } = await connection.home.reportFigures(period);
      const { payload } = await proveReport(jws, connection.directory);
      stage.value = { at: 'here', signed: { jws, reports: [payload] } };
    } catch (error) {
      stage.value = { at: 'failed', error };
    }
  };
  const join = async (signed: Signed, files: readonly File[]): Promise<void> => {
    try {
      const added = await Promise.all(
        files.map(async (file) => (await proveReport((await file.text()).trim(), connection.directory)).payload),
      );
      const reports = [...signed.reports, ...added];
      // refuses another period, and a country twice
      councilReport(reports, connection.directory);
      stage.value = { at: 'here', signed: { ...signed, reports } };
    } catch (wrong) {
      stage.value = { at: 'here', signed, wrong };
    }
  };
  const { value } = stage;
  const period = periodOf(...months.value);
  return (
    <>
      <PageHeading title={`${t('report.heading')} · ${t('title')}`}>{t('report.heading')}</PageHeading>
      <p class="lead before-report">{t('report.lead')}</p>
      <PeriodForm
        months={months.value}
        isPossible={period !== undefined}
        isBusy={value.at === 'working'}
        onChange={(changed) => {
          months.value = changed;
        }}
        onAsk={() => (period ? void ask(period) : undefined)}
      />
      <div role="status">{value.at === 'working' ? <Waiting /> : null}</div>
      {value.at === 'failed' ? <Problem error={value.error} /> : null}
      {value.at === 'here' ? (
        <>
          <Figures council={councilReport(value.signed.reports, connection.directory)} />
          <Downloads council={councilReport(value.signed.reports, connection.directory)} jws={value.signed.jws} session={session} />
          <section class="join">
            <h2>{t('report.join')}</h2>
            <FileChoice id="reports" onFiles={(files) => void join(value.signed, files)} hint={t('report.join-hint')} />
            {value.wrong === undefined ? null : <Problem error={value.wrong} />}
          </section>
        </>
      ) : null}
    </>
  );
}
