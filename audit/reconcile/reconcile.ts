import type { OpenStore } from '../ask/ask.ts';
import { type Books, type Expectations, expectationsOf, keptInLedger, type StatedLink, type StatedReading } from './expectations.ts';
import { type Logged, type LoggedActs, loggedActs } from './logged.ts';

/**
 * `onlyInCloudTrail`: the alarm; somebody read, deposited or signed past the exchange. `onlyInLedger`: stated, and the log does not show
 * it. `mismatch`: both have it and say different things. `notYetLogged`: stated after the newest record of the store.
 */
export type DiscrepancyKind = 'onlyInCloudTrail' | 'onlyInLedger' | 'mismatch' | 'notYetLogged';

export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  readonly act: Logged['kind'];
  readonly dispatchId: string;
  readonly key: string | null;
  readonly statement?: string;
  readonly record?: string;
  /** Names of what differs; the values stand in statement and record. */
  readonly differences?: readonly string[];
}

export interface Reconciliation {
  readonly matched: number;
  readonly discrepancies: readonly Discrepancy[];
  /** Readings of dispatches whose receipts were not given: nothing is said of them. */
  readonly readingsElsewhere: number;
}

/** Compares what receipts and ledger state with what CloudTrail recorded, both ways, for the dispatches given. */
export async function reconcile(store: OpenStore, books: Books): Promise<Reconciliation> {
  const logged = await loggedActs(
    store,
    books.dispatches.map(({ manifest }) => manifest.dispatchId),
  );
  const sides = { expected: expectationsOf(books), logged, kept: keptInLedger(books) };
  const outcomes = [
    ...readings(sides),
    ...deposits(sides),
    ...links(sides),
    ...logged.acts.filter(({ kind }) => kind === 'copy').map((act): Outcome => ({ ...about(act), kind: 'onlyInCloudTrail' })),
  ];
  const discrepancies = outcomes.filter((outcome) => outcome !== 'matched');
  return { matched: outcomes.length - discrepancies.length, discrepancies, readingsElsewhere: logged.readingsElsewhere };
}

interface Sides {
  readonly expected: Expectations;
  readonly logged: LoggedActs;
  /** Dispatches of which the ledger tells every reading and every link. */
  readonly kept: ReadonlySet<string>;
}

type Outcome = Discrepancy | 'matched';

function readings({ expected, logged, kept }: Sides): readonly Outcome[] {
  const acts = logged.acts.filter(({ kind }) => kind === 'reading');
  const stated = expected.readings.map((reading): Outcome => {
    const act = acts.find(({ eventId }) => eventId === reading.eventId);
    if (!act) return absent('reading', reading, logged.newest);
    const differences = readingDifferences(reading, act);
    return differences.length === 0 ? 'matched' : { ...about(act), kind: 'mismatch', statement: reading.statement, differences };
  });
  const known = new Set(expected.readings.map(({ eventId }) => eventId));
  const unstated = acts.filter((act) => !known.has(act.eventId ?? '') && !isRepeated(act, expected.readings, kept));
  return [...stated, ...unstated.map((act): Outcome => ({ ...about(act), kind: 'onlyInCloudTrail' }))];
}

/** A receipt is issued for the first reading of a document by a person; later ones are lines of the ledger. */
function isRepeated(act: Logged, stated: readonly StatedReading[], kept: Sides['kept']): boolean {
  if (kept.has(act.dispatchId ?? '')) return false;
  return stated.some(({ key, person, at, country }) => {
    const isSame = key === act.key && person === act.person && country === act.country;
    return isSame && at !== undefined && act.at !== null && Date.parse(act.at) >= Date.parse(at);
  });
}

function readingDifferences({ person, key, country, at }: StatedReading, act: Logged): readonly string[] {
  return [
    ...(person === (act.person ?? undefined) ? [] : ['person']),
    ...(key === act.key ? [] : ['document']),
    ...(country === act.country ? [] : ['drop box']),
    ...(at === undefined || Date.parse(at) === Date.parse(act.at ?? '') ? [] : ['time']),
  ];
}

function deposits({ expected, logged }: Sides): readonly Outcome[] {
  const acts = logged.acts.filter(({ kind }) => kind === 'deposit');
  const taken = new Set<Logged>();
  const stated = expected.deposits.map((deposit): Outcome => {
    const there = acts.filter(({ key, country }) => key === deposit.key && country === deposit.country);
    const act =
      there.find(({ versionId }) => versionId === deposit.versionId) ?? there.find(({ versionId }) => versionId === null) ?? there[0];
    if (!act) return absent('deposit', deposit, logged.newest);
    taken.add(act);
    const isSame = act.versionId === null || act.versionId === deposit.versionId;
    return isSame ? 'matched' : { ...about(act), kind: 'mismatch', statement: deposit.statement, differences: ['version'] };
  });
  return [...stated, ...acts.filter((act) => !taken.has(act)).map((act): Outcome => ({ ...about(act), kind: 'onlyInCloudTrail' }))];
}

/** The ledger's line is written just before the role is assumed (lambda/sign-download); clocks differ a little. */
const linkToleranceMs = 120_000;

function links({ expected, logged, kept }: Sides): readonly Outcome[] {
  const acts = logged.acts.filter(({ kind, dispatchId }) => kind === 'link' && kept.has(dispatchId ?? ''));
  const taken = new Set<Logged>();
  const stated = expected.links.map((link): Outcome => {
    const act = acts.find((each) => !taken.has(each) && isLink(each, link));
    if (!act) return absent('link', link, logged.newest);
    taken.add(act);
    return 'matched';
  });
  return [...stated, ...acts.filter((act) => !taken.has(act)).map((act): Outcome => ({ ...about(act), kind: 'onlyInCloudTrail' }))];
}

function isLink({ person, policy, at }: Logged, link: StatedLink): boolean {
  const isNear = Math.abs(Date.parse(at ?? '') - Date.parse(link.at)) <= linkToleranceMs;
  return isNear && person === (link.person ?? null) && (policy?.includes(`/${link.key}"`) ?? false);
}

function absent(
  act: Logged['kind'],
  stated: { readonly dispatchId: string; readonly key: string; readonly statement: string; readonly at?: string },
  newest: string | null,
): Discrepancy {
  const isLater = newest === null || (stated.at !== undefined && Date.parse(stated.at) > Date.parse(newest));
  const { dispatchId, key, statement } = stated;
  return { kind: isLater ? 'notYetLogged' : 'onlyInLedger', act, dispatchId, key, statement };
}

function about({ kind: act, dispatchId, key, record }: Logged): Pick<Discrepancy, 'act' | 'dispatchId' | 'key' | 'record'> {
  return { act, dispatchId: dispatchId ?? '', key, record };
}
