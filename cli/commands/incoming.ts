import { proveManifest } from '../../client/evidence.ts';
import { Failure } from '../../client/failure.ts';
import type { DownloadLink } from '../../domain/desk-api.ts';
import type { DocumentEntry, Manifest } from '../../domain/manifest.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { OwnConnection } from '../connect.ts';
import { connectAs, type DispatchOptions, type Run, requireDispatchId } from './run.ts';

export interface DocumentsOptions extends DispatchOptions {
  /** Number of one document; all of them where absent. */
  readonly document?: number;
}

/** A dispatch to this country, as its sender signed it. */
export interface Incoming {
  readonly connection: OwnConnection;
  readonly manifest: Manifest;
  readonly documents: readonly DocumentEntry[];
  /** A download link for one document; each costs a one-time token. */
  readonly askLink: (documentNumber: number) => Promise<DownloadLink>;
}

/** Shows a dispatch and verifies its manifest before a single name in it is used. */
export async function openIncoming(run: Run, options: DocumentsOptions): Promise<Incoming> {
  const dispatchId = requireDispatchId(options.dispatch);
  const connection = await connectAs(run, options.as);
  const { home, directory, member } = connection;
  const detail = await home.showDispatch(dispatchId);
  const { payload: manifest } = await proveManifest(detail.manifest, directory);
  if (manifest.dispatchId !== dispatchId || manifest.to !== member.country) throw new Refusal('NotFound');
  return {
    connection,
    manifest,
    documents: chosen(manifest.documents, options.document),
    askLink: async (documentNumber) => {
      const document = { dispatchId, documentNumber };
      return home.signDownload(document, (await home.issueToken(document)).token);
    },
  };
}

function chosen(documents: readonly DocumentEntry[], number: number | undefined): readonly DocumentEntry[] {
  if (number === undefined) return documents;
  const one = documents.find((entry) => entry.number === number);
  if (!one) throw new Failure('InvalidArguments', `document ${number} of ${documents.length}`);
  return [one];
}
