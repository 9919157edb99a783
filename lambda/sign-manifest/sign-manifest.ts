import { memberOf } from '../../domain/directory.ts';
import { newDispatchId } from '../../domain/identifiers.ts';
import type { Limits } from '../../domain/limits.ts';
import { type Draft, draft, type Manifest, requireWithinLimits } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { manifestStatement } from '../../domain/statement-kinds.ts';
import type { SignStatement } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { type Books, perform } from '../register/books.ts';
import { requireDirectory } from '../register/directory-copy.ts';
import { entered, findDispatch } from '../register/dispatch-record.ts';

export interface SigningDesk extends Books {
  readonly limits: Limits;
  readonly sign: SignStatement;
}

/**
 * Signs what a magistrate of this country wants to send. Register, ledger and answer say the same: a manifest that is answered is
 * written. Refuses an unknown addressee, what breaks the limits, and an answer to a dispatch that this country never had.
 */
export async function signManifest(desk: SigningDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (sentBy) => {
    const wanted = request.body(draft);
    await requireAddressee(desk, wanted);
    requireWithinLimits(wanted, desk.limits);
    await requireKnownReference(desk, wanted);
    const manifest: Manifest = {
      version: 1,
      dispatchId: newDispatchId(desk.world.randomBytes),
      from: desk.country,
      sentBy,
      issuedAt: desk.world.now().toISOString(),
      ...wanted,
    };
    const jws = await desk.sign(manifestStatement, manifest);
    const { dispatchId } = manifest;
    await perform(desk, async () => ({
      changes: entered(manifest, jws, { box: 'out', state: 'signed' }),
      line: { kind: 'ManifestSigned', dispatchId, statementSha256: sha256Hex(jws), person: sentBy },
      answer: undefined,
    }));
    return { status: 201, body: { dispatchId, manifest: jws } };
  });
}

async function requireAddressee({ country, store }: SigningDesk, { to }: Draft): Promise<void> {
  if (to === country) throw new Refusal('AddressedToOneself');
  if (!memberOf(await requireDirectory(store), to)) throw new Refusal('UnknownAddressee');
}

async function requireKnownReference({ store }: SigningDesk, { inReplyTo, to }: Draft): Promise<void> {
  if (inReplyTo === undefined) return;
  const first = await findDispatch(store, inReplyTo);
  if (!first || ![first.dispatch.from, first.dispatch.to].includes(to)) throw new Refusal('NotFound', 'inReplyTo');
}
