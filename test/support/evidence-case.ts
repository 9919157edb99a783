import { createHash } from 'node:crypto';
import { readDirectory } from '../../client/directory.ts';
import { directoryStatement } from '../../domain/directory-statement.ts';
import { signStatement } from '../../domain/statement.ts';
import type { PackageSource } from '../../evidence/contents.ts';
import { available, cairo, draftOf, rabat, readEvent, type TwoDesks, twoDesks } from './desk/two-desks.ts';

export interface EvidenceCase {
  readonly desks: TwoDesks;
  readonly source: PackageSource;
  readonly fingerprint: string;
  /** eventID of the record that shows the opening. */
  readonly readEventId: string;
  readonly documentBytes: Uint8Array;
}

/** A request of Egypt that Morocco opened, acknowledged and refused with reasons, and a second one that lies in its drop box. */
export async function evidenceCase(): Promise<EvidenceCase> {
  const desks = await twoDesks();
  const { eg, ma, keys, directory } = desks;
  const documentBytes = Buffer.from('طلب إنابة قضائية');
  const document = {
    number: 1,
    name: 'طلب إنابة.pdf',
    sizeBytes: documentBytes.length,
    sha256: createHash('sha256').update(documentBytes).digest('hex'),
  };
  const { dispatchId } = await available(desks, [document]);
  const read = readEvent(ma, `${dispatchId}/1`);
  await ma.read(read);
  ma.clock.now = new Date(ma.clock.now.getTime() + 60_000);
  const path = { dispatchId };
  await ma.ask('acknowledgeDispatch', { person: rabat, path, body: { fileNumber: 'MA-77' } });
  await ma.ask('performAct', { person: rabat, path, body: { act: 'refuse', grounds: 'الوقائع لا تشكل جريمة هنا.' } });
  eg.clock.now = ma.clock.now;
  const second = await eg.ask('signManifest', { person: cairo, body: { ...draftOf(), inReplyTo: dispatchId } });
  await ma.ask('acceptDispatch', { body: { manifest: second.body.manifest } });
  const shown = await Promise.all(
    [dispatchId, String(second.body.dispatchId)].map((id) => ma.ask('showDispatch', { person: rabat, path: { dispatchId: id } })),
  );
  const directoryJws = await signStatement(directoryStatement, directory, keys.directory.signer);
  return {
    desks,
    source: {
      case: draftOf().case,
      isWhole: true,
      directoryJws,
      dispatches: shown.map(({ body }) => ({ manifest: body.manifest, receipts: body.receipts })),
    },
    fingerprint: (await readDirectory(directoryJws)).fingerprint,
    readEventId: read.detail.eventID,
    documentBytes,
  };
}
