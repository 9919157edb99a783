import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type DocumentsOptions, openIncoming } from './incoming.ts';
import type { Run } from './run.ts';

/** Prints short-lived download links, for curl and other tools. Opening one is recorded under the person's name, as with `open`. */
export async function showLinks(run: Run, options: DocumentsOptions): Promise<ExitCode> {
  const { manifest, documents, askLink } = await openIncoming(run, options);
  const links = [];
  for (const { number } of documents) links.push({ documentNumber: number, ...(await askLink(number)) });
  run.output.result(
    { dispatchId: manifest.dispatchId, links },
    links.flatMap((link) => [`${link.documentNumber}. ${link.name}, until ${link.expiresAt}, SHA-256 ${link.sha256}`, `   ${link.url}`]),
  );
  return exitCodes.done;
}
