import { Refusal } from '../../domain/refusal.ts';
import { type CountryReport, figuresOf, monthsOf, reportPeriod } from '../../domain/report.ts';
import { reportStatement } from '../../domain/statement-kinds.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { roleOf } from '../http/parameters.ts';
import { parse } from '../http/request.ts';
import { type Books, perform } from '../register/books.ts';
import type { ListingStore } from '../register/store.ts';
import { talliedIn } from '../register/tallies.ts';

export interface ReportingDesk extends Books {
  readonly store: ListingStore;
  readonly sign: SignStatement;
}

/** Signs this country's own figures of a period: its own register, its own pairs, no case, no person, no small number. */
export async function reportFigures(desk: ReportingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    if (roleOf(request) !== 'magistrate') throw new Refusal('NotYourRole');
    const period = parse(reportPeriod, request.query);
    const now = desk.world.now();
    const months = await Promise.all(monthsOf(period).map((month) => talliedIn(desk.store, month)));
    const pairs = [...figuresOf(months.flat(), period, now)];
    const report: CountryReport = { version: 1, country: desk.country, period, issuedAt: now.toISOString(), pairs };
    const jws = await desk.sign(reportStatement, report);
    await perform(desk, async () => ({
      changes: [],
      line: { kind: 'ReportSigned', statementSha256: sha256Hex(jws), person },
      answer: undefined,
    }));
    return { status: 200, body: { report: jws } };
  });
}
