import type { UploadLink } from '../../domain/desk-api.ts';
import { type Cover, type DocumentEntry, type Draft, draft } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Connection } from '../connection.ts';
import { DeskRefusal, isRefusal } from '../desk-refusal.ts';
import { proveManifest, proveReceiptOf } from '../evidence.ts';
import { Failure } from '../failure.ts';

/** What the sender's desk signed. */
export interface Signed {
  readonly dispatchId: string;
  readonly manifest: string;
}

/** One send: what it says of which documents, and where the signed manifest is kept until every byte has arrived. */
export interface Send {
  readonly connection: Connection;
  readonly cover: Cover;
  readonly documents: readonly DocumentEntry[];
  /** From an earlier run that did not end. */
  readonly signed?: Signed;
  /** It left in a sealed bundle. */
  readonly isBundled?: boolean;
  readonly journal: Journal;
}

/** Outlives the program: without it a second run would send a second dispatch. */
export interface Journal {
  readonly keep: (signed: Signed) => Promise<void>;
  /** After a rejection: nothing is left to go on with. */
  readonly forget: () => Promise<void>;
}

export interface HandedIn {
  readonly dispatchId: string;
  readonly manifest: string;
  /** Links for the first documents, where the addressee saw the manifest for the first time. */
  readonly links: readonly UploadLink[];
  readonly isNew: boolean;
}

/**
 * Has the manifest signed at home and accepted by the addressee, unless an earlier run had. A manifest that grew stale before the
 * addressee saw it is signed anew, once. A rejection is stored at home as the receipt that it is, ends the journal, and is thrown.
 */
export async function handIn(send: Send): Promise<HandedIn> {
  if (!send.signed) return accept(send, await signManifest(send));
  try {
    return await accept(send, send.signed);
  } catch (error) {
    if (!isRefusal(error, 'Stale')) throw error;
    // signed anew it would be a second dispatch, and the first is in a bag
    if (send.isBundled) throw new Failure('BundleUnderWay', send.signed.dispatchId, { cause: error });
    return accept(send, await signManifest(send));
  }
}

/** Has the home desk sign the manifest, keeps it in the journal, and makes sure that it says what was wanted. */
export async function signManifest({ connection, cover, documents, journal }: Omit<Send, 'signed'>): Promise<Signed> {
  const wanted: Draft = { ...cover, documents: [...documents] };
  const signed = await connection.home.signManifest(wanted);
  const { payload } = await proveManifest(signed.manifest, connection.directory);
  const { version: _version, dispatchId, from, sentBy: _sentBy, issuedAt: _issuedAt, ...said } = payload;
  const isOurs = dispatchId === signed.dispatchId && from === connection.member.country;
  if (!isOurs || canonical(said) !== canonical(wanted)) throw new Refusal('SignatureInvalid', 'the desk signed another dispatch');
  await journal.keep(signed);
  return signed;
}

function canonical(said: Draft): string {
  return JSON.stringify(draft.parse(said));
}

async function accept({ connection, cover, journal }: Send, signed: Signed): Promise<HandedIn> {
  try {
    const { receipt, links } = await connection.deskOf(cover.to).acceptDispatch(signed.manifest);
    await proveReceiptOf(receipt, signed.manifest, connection.directory);
    return { ...signed, links, isNew: true };
  } catch (error) {
    if (isRefusal(error, 'Replayed')) return { ...signed, links: [], isNew: false };
    if (error instanceof DeskRefusal && error.receipt) {
      await proveReceiptOf(error.receipt, signed.manifest, connection.directory);
      await connection.home.storeReceipt(signed.dispatchId, error.receipt);
      await journal.forget();
    }
    throw error;
  }
}
