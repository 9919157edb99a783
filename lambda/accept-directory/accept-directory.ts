import { directoryBody } from '../../domain/desk-api.ts';
import type { Directory } from '../../domain/directory.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { Refusal } from '../../domain/refusal.ts';
import { verifyStatement } from '../../domain/statement.ts';
import type { PublicKey } from '../aws/kms-signer.ts';
import { sha256Hex } from '../hash.ts';
import type { Answer, DeskRequest } from '../http/edge.ts';
import { type Books, perform } from '../register/books.ts';
import { findDirectory, takenIn } from '../register/directory-copy.ts';

export interface ListeningDesk extends Books {
  /** The directory's own public key, as KMS gives it. */
  readonly directoryKey: () => Promise<PublicKey>;
}

/**
 * Takes in a directory that the directory's key signed and that is newer than the one held. The same again is fine; an older one, or
 * another one under the same number, is DirectoryRefused. Anybody may try: what does not verify leaves no trace but a line in the log.
 */
export async function acceptDirectory(desk: ListeningDesk, request: DeskRequest): Promise<Answer> {
  const { directory: jws } = request.body(directoryBody);
  const { sequence } = await verifiedDirectory(desk, jws);
  await perform(desk, async () => {
    const copy = await findDirectory(desk.store);
    if (copy?.item.sha256 === sha256Hex(jws)) return { changes: [], answer: undefined };
    const held = copy?.item.sequence ?? 0;
    if (sequence <= held) throw new Refusal('DirectoryRefused', `sequence ${sequence}, already ${held}`);
    const line = { kind: 'DirectoryAccepted', statementSha256: sha256Hex(jws), remark: `sequence ${sequence}` };
    return { changes: takenIn(copy, jws, sequence), line, answer: undefined };
  });
  return { status: 200, body: { sequence } };
}

/** The directory that this desk holds. Throws DirectoryMissing before the first. */
export async function showDirectory({ store }: Books): Promise<Answer> {
  const copy = await findDirectory(store);
  if (!copy) throw new Refusal('DirectoryMissing');
  return { status: 200, body: { directory: copy.jws } };
}

async function verifiedDirectory({ directoryKey }: ListeningDesk, jws: string): Promise<Directory> {
  const { kid, jwk } = await directoryKey();
  // the key's own validity is KMS's business: the directory is as good as the key that the configuration names
  const key = { kid, jwk, notBefore: '1970-01-01T00:00:00Z' };
  try {
    return (await verifyStatement(directoryStatement, jws, [key])).payload;
  } catch (error) {
    if (error instanceof Refusal) throw Object.assign(new Refusal('DirectoryRefused'), { cause: error });
    throw error;
  }
}
