import type { Manifest } from '../domain/manifest.ts';
import type { ReadableReceipt } from '../domain/receipt.ts';
import type { DispatchContents, PackageContents } from './contents.ts';

/** Headings of ISO/IEC 27037 under which a step is told. */
export type CustodyHeading = 'identification' | 'collection' | 'acquisition' | 'preservation';

/** One step in which a document was named, taken over, received or handed on. */
export interface CustodyStep {
  readonly heading: CustodyHeading;
  readonly dispatchId: string;
  /** Number of the document; absent where the step is about all of the dispatch. */
  readonly document?: number;
  /** Name of the receipt, or `Manifest`. */
  readonly event: string;
  /** The person; absent where a desk acted by itself. */
  readonly who?: string;
  readonly country: string;
  readonly at: string;
  /** SHA-256 of the document. */
  readonly sha256?: string;
  /** eventID of the CloudTrail record. */
  readonly cloudTrailEventId?: string;
  /** SHA-256 of the signed statement that says so. */
  readonly statementSha256: string;
}

/** `custody.json`. */
export interface CustodyRecord {
  readonly format: 'liaison-custody/1';
  readonly case: string;
  /** What this record is not. */
  readonly remark: string;
  readonly steps: readonly CustodyStep[];
}

/**
 * Identification is what the manifest says of each document; collection that the addressee's desk took the dispatch on; acquisition that
 * its bytes arrived, with the hash that the storage verified; preservation every opening and every change of hands since.
 */
export function custodyOf(contents: PackageContents): CustodyRecord {
  return {
    format: 'liaison-custody/1',
    case: contents.case,
    remark:
      'Steps as signed statements tell them, under the headings of ISO/IEC 27037. Not a certification, and silent on what was done with copies outside the exchange.',
    steps: contents.dispatches.flatMap((dispatch) => [
      ...identification(dispatch),
      ...dispatch.receipts.flatMap((kept) => stepsOf(kept, dispatch)),
    ]),
  };
}

function identification({ manifest, manifestSha256 }: DispatchContents): readonly CustodyStep[] {
  const { dispatchId, from, sentBy, issuedAt } = manifest;
  return manifest.documents.map(({ number, sha256 }) => ({
    heading: 'identification',
    dispatchId,
    document: number,
    event: 'Manifest',
    who: sentBy,
    country: from,
    at: issuedAt,
    sha256,
    statementSha256: manifestSha256,
  }));
}

const headings: Readonly<Record<string, CustodyHeading>> = {
  SubmissionAcceptance: 'collection',
  ContentConsignment: 'acquisition',
  ContentHandover: 'preservation',
  Acknowledgement: 'preservation',
  CaseAssignment: 'preservation',
  CaseHandover: 'preservation',
};

function stepsOf(
  { receipt, sha256: statementSha256 }: DispatchContents['receipts'][number],
  { manifest }: DispatchContents,
): readonly CustodyStep[] {
  const heading = headings[receipt.event];
  if (!heading) return [];
  const who = 'by' in receipt ? { who: receipt.by } : {};
  const { dispatchId, issuer: country } = receipt;
  const base = { heading, dispatchId, event: receipt.event, ...who, country, at: receipt.issuedAt, statementSha256 };
  if (receipt.event === 'ContentConsignment') {
    return receipt.documents.map(({ number, sha256 }) => ({ ...base, document: number, sha256 }));
  }
  if (receipt.event !== 'ContentHandover') return [base];
  return [{ ...base, ...handover(receipt, manifest) }];
}

function handover(receipt: Extract<ReadableReceipt, { event: 'ContentHandover' }>, { documents }: Manifest) {
  const sha256 = documents.find(({ number }) => number === receipt.documentNumber)?.sha256;
  const { documentNumber: document, at, cloudTrailEventId } = receipt;
  return { document, at, ...(sha256 && { sha256 }), cloudTrailEventId };
}
