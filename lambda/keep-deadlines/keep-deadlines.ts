import { type Reminder, type Turn, turnAt, turnsOf } from '../../domain/clock.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { receiptStatement } from '../../domain/statement-kinds.ts';
import type { TimeRules } from '../../domain/urgency.ts';
import type { Announce } from '../aws/bus.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { type Books, perform } from '../register/books.ts';
import { type DispatchRecord, historyOf, requireDispatch } from '../register/dispatch-record.ts';
import { clockItem, type DispatchItem } from '../register/items.ts';
import { filed, isFiled, issuedPlace, lineFor, movedOn, receiptBasis, rewritten } from '../register/receipts.ts';
import type { AgendaPage, ListingStore } from '../register/store.ts';

export interface ClockDesk extends Books {
  readonly store: ListingStore;
  readonly sign: SignStatement;
  readonly announce: Announce;
  readonly eventSource: string;
  readonly times: Pick<TimeRules, 'evidenceGraceMinutes'>;
}

const pageSize = 100;
/** The next run goes on where this one stopped; the function is given 25 seconds. */
const runMs = 18_000;
const minuteMs = 60_000;

/**
 * Does what the clock of a desk has to do: it reminds the own duty magistrates, tells the escalation roster, and signs that a dispatch was not
 * opened or its documents did not arrive in time. The register decides, whatever the agenda says; twice, late and two at once are fine. One
 * dispatch that fails does not stand in the way of the others. Throws at the end where one did.
 */
export async function keepDeadlines(desk: ClockDesk): Promise<void> {
  const begun = desk.world.now().getTime();
  const counts: Record<Turn | 'looked' | 'failed', number> = { looked: 0, failed: 0, ...noTurns };
  for await (const dispatchId of agenda(desk, new Date(begun).toISOString())) {
    if (desk.world.now().getTime() - begun > runMs) break;
    counts.looked += 1;
    try {
      const turn = await taken(desk, dispatchId);
      if (turn) counts[turn] += 1;
    } catch (error) {
      counts.failed += 1;
      desk.world.log({ event: 'TurnFailed', dispatchId, code: error instanceof Error ? error.name : 'Unknown' });
    }
  }
  desk.world.log({ event: 'DeadlinesKept', ...counts });
  if (counts.failed > 0) throw new Error(`${counts.failed} deadlines could not be kept`);
}

const noTurns: Readonly<Record<Turn, number>> = { remind: 0, escalate: 0, miss: 0, chase: 0, 'fail-arrival': 0, 'fail-reading': 0 };

async function* agenda({ store }: ClockDesk, until: string): AsyncGenerator<string> {
  let after: AgendaPage['after'];
  for (;;) {
    const page = (await store.agenda({ boxPk: 'CLOCK', limit: pageSize, until, after })).map((item) => clockItem.parse(item));
    for (const { dispatchId } of page) yield dispatchId;
    after = page.at(-1);
    if (page.length < pageSize) return;
  }
}

/** The turn that was taken; undefined where it was not time for one, or somebody else took it. */
async function taken(desk: ClockDesk, dispatchId: string): Promise<Turn | undefined> {
  const { dispatch } = await requireDispatch(desk.store, dispatchId, 'in');
  const turn = turnFor(desk, dispatch);
  if (!turn) return undefined;
  if (turn === 'fail-arrival' || turn === 'fail-reading') return (await isSigned(desk, dispatchId, turn)) ? turn : undefined;
  await remind(desk, dispatchId, turn);
  return turn;
}

function turnFor({ world, times }: ClockDesk, { state, limits, told }: DispatchItem): Turn | undefined {
  return turnAt(turnsOf(state, limits, told), world.now(), times.evidenceGraceMinutes * minuteMs);
}

/** First the mail, then the mark: a crash in between tells notify-duty again, which sends one mail however often it is told. */
async function remind(desk: ClockDesk, dispatchId: string, turn: Reminder): Promise<void> {
  await desk.announce({ source: desk.eventSource, detailType: 'DeadlineReminder', detail: { dispatchId, about: turn } });
  await perform(desk, async () => {
    const { dispatch } = await requireDispatch(desk.store, dispatchId, 'in');
    return { changes: turnFor(desk, dispatch) === turn ? rewritten(dispatch, { told: turn }) : [], answer: undefined };
  });
}

function isSigned(desk: ClockDesk, dispatchId: string, turn: 'fail-arrival' | 'fail-reading'): Promise<boolean> {
  return perform(desk, async () => {
    const record = await requireDispatch(desk.store, dispatchId, 'in');
    const receipt = turnFor(desk, record.dispatch) === turn ? await failureOf(desk, record, turn) : undefined;
    if (!receipt || (await isFiled(desk.store, receipt, issuedPlace(receipt)))) return { changes: [], answer: false };
    const jws = await desk.sign(receiptStatement, receipt);
    const changes = [filed(receipt, jws, issuedPlace(receipt)), ...movedOn(record.dispatch, receipt)];
    return { changes, line: lineFor(receipt, jws), answer: true };
  });
}

/** Undefined where everything lies there and only the event is missing: the reconciler sees to that. */
async function failureOf(
  desk: ClockDesk,
  { dispatch, manifest, manifestJws }: DispatchRecord,
  turn: 'fail-arrival' | 'fail-reading',
): Promise<Receipt | undefined> {
  const basis = receiptBasis(manifest, manifestJws, desk.world.now());
  const { readBy } = dispatch.limits;
  if (turn === 'fail-reading') return readBy === undefined ? undefined : { ...basis, event: 'ContentHandoverFailure', readBy };
  const missing = manifest.documents.length - (await historyOf(desk.store, dispatch.dispatchId)).arrived.length;
  return missing === 0 ? undefined : { ...basis, event: 'ContentConsignmentFailure', missing };
}
