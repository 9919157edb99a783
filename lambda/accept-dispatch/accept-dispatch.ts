import { requireFresh } from '../../domain/assertion.ts';
import { bundleFreshDays } from '../../domain/bundle.ts';
import { acceptDispatchBody, type UploadLink } from '../../domain/desk-api.ts';
import { maxLinksPerRequest, maxManifestBytes } from '../../domain/limits.ts';
import { type Manifest, requireWithinLimits } from '../../domain/manifest.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement, requireKeyValidAt, verifyStatement } from '../../domain/statement.ts';
import { manifestStatement, receiptStatement } from '../../domain/statement-kinds.ts';
import { limitsAfter } from '../../domain/time-limits.ts';
import { arriveBy, type TimeRules } from '../../domain/urgency.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { type ForeignDoor, nameOf } from '../desk/assertion.ts';
import { type DepositPort, depositSession, wholeLink } from '../desk/deposit-links.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { SignedRefusal } from '../http/signed-refusal.ts';
import { perform } from '../register/books.ts';
import { requireMember } from '../register/directory-copy.ts';
import { type DispatchRecord, entered, findDispatch } from '../register/dispatch-record.ts';
import { filed, issuedPlace, issuedReceipt, lineFor, receiptBasis } from '../register/receipts.ts';
import { recordingRefusals } from '../register/refusal-ledger.ts';

export interface AcceptingDesk extends ForeignDoor {
  readonly deposits: DepositPort;
  readonly sign: SignStatement;
  readonly times: TimeRules;
}

/**
 * Takes in a dispatch that another country's desk signed, and answers with a signed receipt and the first upload links. Refused without a
 * receipt: what does not verify, is for somebody else, stale, or known already. A manifest that verifies but breaks the limits gets a signed
 * SubmissionRejection, the same one however often it is sent.
 */
export async function acceptDispatch(desk: AcceptingDesk, request: DeskRequest): Promise<Answer> {
  const { manifest: jws } = request.body(acceptDispatchBody);
  if (jws.length > maxManifestBytes) throw new Refusal('BodyTooLarge', `a manifest of ${jws.length} bytes, at most ${maxManifestBytes}`);
  const manifest = await verifiedManifest(desk, jws);
  const person = nameOf({ issuer: manifest.from, person: manifest.sentBy });
  const refused = { statementSha256: sha256Hex(jws), dispatchId: manifest.dispatchId, person };
  return recordingRefusals(desk, refused, async () => {
    requireForThisDesk(desk, manifest);
    return answerWith(desk, { manifest, jws, person, maxAgeSeconds: desk.limits.manifestFreshSeconds });
  });
}

/**
 * Takes in a dispatch that came in a sealed bundle, brought by a person of this country: the same checks, the same receipts and links. It may
 * be older than one that comes by the line, and its key may have been replaced meanwhile.
 */
export async function acceptBundle(desk: AcceptingDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    const { manifest: jws } = request.body(acceptDispatchBody);
    if (jws.length > maxManifestBytes) throw new Refusal('BodyTooLarge', `a manifest of ${jws.length} bytes, at most ${maxManifestBytes}`);
    const { manifest } = await signedManifest(desk, jws);
    requireForThisDesk(desk, manifest);
    return answerWith(desk, { manifest, jws, person: nameOf({ issuer: desk.country, person }), maxAgeSeconds: bundleFreshDays * 86_400 });
  });
}

interface Offered {
  readonly manifest: Manifest;
  readonly jws: string;
  /** Who brings it, country first. */
  readonly person: string;
  readonly maxAgeSeconds: number;
}

async function answerWith(desk: AcceptingDesk, offered: Offered): Promise<Answer> {
  const decided = await decide(desk, offered);
  if (decided.kind === 'rejected') throw new SignedRefusal(decided.refusal.code, decided.receipt, decided.refusal.detail);
  return { status: 201, body: { receipt: decided.receipt, links: await firstLinks(desk, offered.manifest, offered.person) } };
}

async function signedManifest({ store }: AcceptingDesk, jws: string) {
  const { from } = peekStatement(manifestStatement, jws);
  const { signingKeys } = await requireMember(store, from);
  const { payload: manifest, key } = await verifyStatement(manifestStatement, jws, signingKeys);
  requireKeyValidAt(key, manifest.issuedAt);
  return { manifest, key };
}

async function verifiedManifest(desk: AcceptingDesk, jws: string): Promise<Manifest> {
  const { manifest, key } = await signedManifest(desk, jws);
  requireKeyValidAt(key, desk.world.now().toISOString());
  return manifest;
}

function requireForThisDesk({ country }: AcceptingDesk, { from, to }: Manifest): void {
  if (to !== country) throw new Refusal('WrongAddressee');
  if (from === country) throw new Refusal('AddressedToOneself');
}

type Decided =
  | { readonly kind: 'accepted'; readonly receipt: string }
  | { readonly kind: 'rejected'; readonly receipt: string; readonly refusal: Refusal };

async function decide(desk: AcceptingDesk, { manifest, jws, person, maxAgeSeconds }: Offered): Promise<Decided> {
  const { store, world } = desk;
  return perform(desk, async () => {
    const refusal = refusalOf(() => requireWithinLimits(manifest, desk.limits)) ?? (await unknownReference(desk, manifest));
    const known = await findDispatch(store, manifest.dispatchId);
    // before freshness: a sender that lost the answer must learn that its manifest arrived, not that it is old
    if (known) return { changes: [], answer: await repeated(desk, known, { jws, refusal }) };
    requireFresh(manifest, world.now(), {
      maxAgeSeconds,
      clockSkewSeconds: desk.limits.clockSkewSeconds,
    });
    const receipt = receiptOn(manifest, jws, { at: world.now(), refusal, times: desk.times });
    const limits = limitsAfter({}, receipt);
    const signed = await desk.sign(receiptStatement, receipt);
    const changes = [
      ...entered(manifest, jws, { box: 'in', state: refusal ? 'rejected' : 'accepted', limits }),
      filed(receipt, signed, issuedPlace(receipt)),
    ];
    const answer: Decided = refusal ? { kind: 'rejected', receipt: signed, refusal } : { kind: 'accepted', receipt: signed };
    return { changes, line: { ...lineFor(receipt, signed), person }, answer };
  });
}

/** A reply to what this country never sent to that one, nor had from it, answers as a reply to nothing. */
async function unknownReference({ store }: AcceptingDesk, { inReplyTo, from }: Manifest): Promise<Refusal | undefined> {
  if (inReplyTo === undefined) return undefined;
  const first = (await findDispatch(store, inReplyTo))?.dispatch;
  const isTheirs = first?.boxPk !== undefined && [first.from, first.to].includes(from);
  return isTheirs ? undefined : new Refusal('NotFound', 'inReplyTo');
}

/** What a manifest that came before is answered: its rejection again, else Replayed. */
async function repeated({ store }: AcceptingDesk, { dispatch }: DispatchRecord, again: Again): Promise<Decided> {
  const { jws, refusal } = again;
  const isSame = dispatch.manifestSha256 === sha256Hex(jws);
  const receipt = isSame && refusal ? await issuedReceipt(store, dispatch.dispatchId, 'SubmissionRejection') : undefined;
  if (!refusal || !receipt) throw new Refusal('Replayed');
  return { kind: 'rejected', receipt, refusal };
}

interface Again {
  readonly jws: string;
  readonly refusal?: Refusal;
}

interface Decision {
  readonly at: Date;
  readonly refusal?: Refusal;
  readonly times: TimeRules;
}

function receiptOn(manifest: Manifest, jws: string, { at, refusal, times }: Decision): Receipt {
  const basis = receiptBasis(manifest, jws, at);
  if (refusal) return { ...basis, event: 'SubmissionRejection', reason: refusal.code };
  return { ...basis, event: 'SubmissionAcceptance', arriveBy: arriveBy(times, at) };
}

function refusalOf(check: () => void): Refusal | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Documents in parts get their links batch by batch from signUpload. */
async function firstLinks(
  { deposits }: AcceptingDesk,
  { dispatchId, documents }: Manifest,
  person: string,
): Promise<readonly UploadLink[]> {
  const whole = documents.filter((entry) => !entry.parts).slice(0, maxLinksPerRequest);
  if (whole.length === 0) return [];
  const credentials = await depositSession(deposits, dispatchId, person);
  return Promise.all(whole.map((entry) => wholeLink(deposits, { dispatchId, entry, credentials })));
}
