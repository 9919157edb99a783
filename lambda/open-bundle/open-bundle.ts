import { openBundleBody } from '../../domain/desk-api.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import { peekStatement, requireKeyValidAt, verifyStatement } from '../../domain/statement.ts';
import { manifestStatement } from '../../domain/statement-kinds.ts';
import type { PublicKey } from '../aws/kms-signer.ts';
import { asPerson } from '../desk/home-door.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { type Books, perform } from '../register/books.ts';
import { requireMember } from '../register/directory-copy.ts';
import { findDispatch } from '../register/dispatch-record.ts';
import { type Unsealing, unseal } from './unseal.ts';

export interface OpeningDesk extends Books {
  readonly sealingKey: () => Promise<PublicKey>;
  readonly agree: Unsealing['agree'];
}

/**
 * Opens the envelope of a sealed bundle for a person of the country to which it is addressed, and answers with its manifest, its receipts and
 * the key of its documents. Whoever holds that key can read them: the ledger names who got it, before it is handed out. Nothing is taken into
 * the register yet. Refuses what another key sealed, what no member signed for this country, and what was withdrawn.
 */
export async function openBundle(desk: OpeningDesk, request: DeskRequest): Promise<Answer> {
  return asPerson(desk, request, async (person) => {
    const { envelope } = request.body(openBundleBody);
    const contents = await unseal(envelope, { kid: (await desk.sealingKey()).kid, agree: desk.agree });
    const manifest = await verifiedManifest(desk, contents.manifest);
    if (manifest.to !== desk.country) throw new Refusal('WrongAddressee');
    const { dispatchId } = manifest;
    const known = await findDispatch(desk.store, dispatchId);
    if (known?.dispatch.state === 'withdrawn') throw new Refusal('RequestWithdrawn');
    await perform(desk, async () => ({
      changes: [],
      line: { kind: 'BundleOpened', dispatchId, statementSha256: sha256Hex(contents.manifest), person },
      answer: undefined,
    }));
    return { status: 200, body: contents };
  });
}

async function verifiedManifest({ store }: OpeningDesk, jws: string): Promise<Manifest> {
  const { from } = peekStatement(manifestStatement, jws);
  const { signingKeys } = await requireMember(store, from);
  const { payload, key } = await verifyStatement(manifestStatement, jws, signingKeys);
  requireKeyValidAt(key, payload.issuedAt);
  return payload;
}
