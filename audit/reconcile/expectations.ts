import type { LedgerEntry } from '../../domain/ledger.ts';
import { type Manifest, objectKey } from '../../domain/manifest.ts';
import type { Receipt } from '../../domain/receipt.ts';

/** The signed statements about one dispatch, verified: what `exchange receipts --out` keeps in a folder. */
export interface DispatchEvidence {
  readonly manifest: Manifest;
  readonly receipts: readonly Receipt[];
}

export interface Books {
  readonly dispatches: readonly DispatchEvidence[];
  /** The whole ledger of one addressee, its chain checked. Without it only the first reading of a document by a person has a receipt, and no link any. */
  readonly ledger?: readonly LedgerEntry[];
}

/** Dispatches to the country of the ledger: of others it knows nothing, and what it lacks of them is no bypass. */
export function keptInLedger({ dispatches, ledger = [] }: Books): ReadonlySet<string> {
  const countries = new Set(ledger.map(({ country }) => country));
  return new Set(dispatches.flatMap(({ manifest: { to, dispatchId } }) => (countries.has(to) ? [dispatchId] : [])));
}

interface Stated {
  readonly dispatchId: string;
  readonly key: string;
  /** Of whose drop box. */
  readonly country: string;
  /** What states it, for people: `ContentHandover`, `ledger line 12`. */
  readonly statement: string;
}

export interface StatedReading extends Stated {
  readonly person: string | undefined;
  readonly eventId: string;
  readonly at: string | undefined;
}

export interface StatedDeposit extends Stated {
  readonly versionId: string;
  readonly at: string;
}

export interface StatedLink extends Stated {
  readonly person: string | undefined;
  readonly at: string;
}

/** What the log must hold if receipts and ledger are true. */
export interface Expectations {
  readonly readings: readonly StatedReading[];
  readonly deposits: readonly StatedDeposit[];
  readonly links: readonly StatedLink[];
}

export function expectationsOf({ dispatches, ledger = [] }: Books): Expectations {
  const countries = new Map(dispatches.map(({ manifest }) => [manifest.dispatchId, manifest.to] as const));
  const receipts = dispatches.flatMap((dispatch) => dispatch.receipts);
  const stated = new Set(receipts.flatMap((receipt) => (receipt.event === 'ContentHandover' ? [receipt.cloudTrailEventId] : [])));
  const lines = ledger.filter(({ dispatchId, country }) => dispatchId !== undefined && countries.get(dispatchId) === country);
  return {
    readings: [...receipts.flatMap(readingIn), ...lines.flatMap(readingOfLine).filter(({ eventId }) => !stated.has(eventId))],
    deposits: receipts.flatMap(depositsIn),
    links: lines.flatMap(linkOfLine),
  };
}

function readingIn(receipt: Receipt): readonly StatedReading[] {
  if (receipt.event !== 'ContentHandover') return [];
  const { dispatchId, documentNumber, by: person, at, cloudTrailEventId: eventId, to: country, event: statement } = receipt;
  return [{ dispatchId, key: objectKey(dispatchId, documentNumber), country, statement, person, eventId, at }];
}

function depositsIn(receipt: Receipt): readonly StatedDeposit[] {
  if (receipt.event !== 'ContentConsignment') return [];
  const { dispatchId, to: country, event: statement, issuedAt: at } = receipt;
  return receipt.documents.map(({ number, versionId }) => ({
    dispatchId,
    key: objectKey(dispatchId, number),
    country,
    statement,
    versionId,
    at,
  }));
}

/** As lambda/record-access writes it. */
const readingRemark = /^document (\d+), CloudTrail ([0-9a-f-]{36})$/;

function readingOfLine({ sequence, country, dispatchId, person, remark = '' }: LedgerEntry): readonly StatedReading[] {
  const [, number, eventId] = readingRemark.exec(remark) ?? [];
  if (!dispatchId || !number || !eventId) return [];
  const statement = `ledger line ${sequence}`;
  return [{ dispatchId, key: objectKey(dispatchId, Number(number)), country, statement, person, eventId, at: undefined }];
}

/** As lambda/sign-download writes it. */
function linkOfLine({ sequence, country, dispatchId, kind, person, remark = '', at }: LedgerEntry): readonly StatedLink[] {
  const [, number] = /^document (\d+)$/.exec(remark) ?? [];
  if (kind !== 'DownloadLinkSigned' || !dispatchId || !number) return [];
  return [{ dispatchId, key: objectKey(dispatchId, Number(number)), country, statement: `ledger line ${sequence}`, person, at }];
}
