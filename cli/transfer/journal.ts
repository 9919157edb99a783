import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { compactJws, dispatchId, sha256Hex } from '../../domain/identifiers.ts';
import { documentEntry } from '../../domain/manifest.ts';
import { readPrivate, removePrivate, writePrivate } from '../private-file.ts';
import { fileIdentity } from './file-identity.ts';

/**
 * What an unfinished send has reached, so that the same command goes on after a broken line or a killed process. Which documents and
 * parts have arrived is not written here: the addressee's desk knows it better.
 */
export const sendRecord = z.strictObject({
  version: z.literal(1),
  files: z.array(
    z.strictObject({
      path: z.string(),
      identity: fileIdentity,
      entry: documentEntry,
      /** In order; empty for a document that goes in one PUT. */
      partSha256: z.array(sha256Hex),
    }),
  ),
  signed: z.strictObject({ dispatchId, manifest: compactJws }).optional(),
  /** A sealed bundle of it was made. */
  bundled: z.boolean().optional(),
});
export type SendRecord = z.infer<typeof sendRecord>;

export interface Journal {
  readonly read: () => Promise<SendRecord | undefined>;
  readonly write: (record: SendRecord) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** The journal of one send. `command` is everything that makes two sends the same: exchange, cover data and paths. */
export function openJournal(stateFolder: string, command: readonly (string | null)[]): Journal {
  const name = createHash('sha256').update(JSON.stringify(command)).digest('hex').slice(0, 32);
  const path = join(stateFolder, 'sends', `${name}.json`);
  return {
    read: () => readPrivate(path, sendRecord),
    write: (record) => writePrivate(path, record),
    remove: () => removePrivate(path),
  };
}
