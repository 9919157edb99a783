import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { momentIn, timeZoneOf } from '../moment.ts';
import { type DocumentsOptions, openIncoming } from './incoming.ts';
import type { Run } from './run.ts';

/** Prints short-lived download links, for curl and other tools. Opening one is recorded under the person's name, as with `open`. */
export async function showLinks(run: Run, options: DocumentsOptions): Promise<ExitCode> {
  const { connection, manifest, documents, askLink } = await openIncoming(run, options);
  const links = [];
  for (const { number } of documents) links.push({ documentNumber: number, ...(await askLink(number)) });
  const timeZone = timeZoneOf(connection.directory, options.as);
  run.output.result(
    { dispatchId: manifest.dispatchId, links },
    links.flatMap((link) => [
      `${link.documentNumber}. ${link.name}, until ${momentIn(link.expiresAt, timeZone)}, SHA-256 ${link.sha256}`,
      `   ${link.url}`,
    ]),
  );
  return exitCodes.done;
}
