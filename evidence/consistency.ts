import type { ReadableReceipt } from '../domain/receipt.ts';
import type { DispatchContents, PackageContents } from './contents.ts';
import type { Finding } from './findings.ts';

/** What genuine statements say against one another, and what they name that is not there. */
export function contradictionsIn({ dispatches }: PackageContents): readonly Finding[] {
  return [...doubledIds(dispatches), ...dispatches.flatMap((one) => [...withManifest(one), ...withItself(one), ...links(one, dispatches)])];
}

function doubledIds(dispatches: readonly DispatchContents[]): readonly Finding[] {
  const seen = new Set<string>();
  return dispatches.flatMap(({ manifest: { dispatchId } }): readonly Finding[] => {
    const isDoubled = seen.has(dispatchId);
    seen.add(dispatchId);
    return isDoubled ? [{ code: 'DeskContradicts', about: dispatchId }] : [];
  });
}

function withManifest({ manifest, receipts }: DispatchContents): readonly Finding[] {
  return receipts
    .filter(({ receipt }) => !fits(receipt, manifest))
    .map(({ receipt }) => ({ code: 'ReceiptContradicts', about: `${manifest.dispatchId} ${receipt.event}` }));
}

function fits(receipt: ReadableReceipt, { dispatchId, from, to, documents }: DispatchContents['manifest']): boolean {
  if (receipt.dispatchId !== dispatchId || receipt.from !== from || receipt.to !== to) return false;
  if (receipt.event === 'ContentHandover') return documents.some(({ number }) => number === receipt.documentNumber);
  if (receipt.event !== 'ContentConsignment') return true;
  return (
    receipt.documents.length === documents.length &&
    documents.every(({ number, sizeBytes, sha256 }) =>
      receipt.documents.some((one) => one.number === number && one.sizeBytes === sizeBytes && one.sha256 === sha256),
    )
  );
}

/** Each of these happens once; an act of each desk has a step of its own. */
const once: readonly string[] = ['SubmissionAcceptance', 'SubmissionRejection', 'ContentConsignment', 'Acknowledgement'];

function withItself({ manifest, receipts }: DispatchContents): readonly Finding[] {
  const places = receipts.flatMap(({ receipt }) => {
    if ('step' in receipt) return [`${receipt.issuer} ${receipt.step}`];
    if (receipt.event === 'SubmissionRejection') return ['SubmissionAcceptance'];
    return once.includes(receipt.event) ? [receipt.event] : [];
  });
  return new Set(places).size === places.length ? [] : [{ code: 'DeskContradicts', about: manifest.dispatchId }];
}

function links({ manifest, receipts }: DispatchContents, dispatches: readonly DispatchContents[]): readonly Finding[] {
  const named = [
    ...(manifest.inReplyTo ? [manifest.inReplyTo] : []),
    ...receipts.flatMap(({ receipt }) => [
      ...('answer' in receipt ? [receipt.answer] : []),
      ...('supplement' in receipt && receipt.supplement ? [receipt.supplement] : []),
    ]),
  ];
  return named
    .filter((id) => !dispatches.some((one) => one.manifest.dispatchId === id))
    .map((id) => ({ code: 'LinkMissing', about: `${manifest.dispatchId}: ${id}` }));
}
