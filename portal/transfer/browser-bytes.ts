import { Failure } from '../../client/failure.ts';
import type { HashedDocument } from '../../client/sending/deposit.ts';
import type { Bytes } from '../../client/sending/send-bytes.ts';
import { bytesWorker } from './worker-port.ts';

export interface FilesToSend {
  /** In the order of the documents. */
  readonly files: readonly File[];
  readonly documents: readonly HashedDocument[];
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** The browser's side of the engine in client/sending: stretches of chosen files go through the worker. */
export function browserBytes({ files, signal, onBytes }: FilesToSend): Bytes {
  const fileOf = (documentNumber: number): File => {
    const file = files[documentNumber - 1];
    if (!file) throw new Error(`no document ${documentNumber}`);
    return file;
  };
  return {
    // a File is a snapshot: where the disk's file changed since, reading it fails (File API, snapshot state), and S3 checks every byte
    requireUnchanged: async (documentNumber) => {
      await readable(fileOf(documentNumber), documentNumber);
    },
    put: (link, { documentNumber, start, length }) =>
      bytesWorker.put({ body: fileOf(documentNumber).slice(start, start + length), ...link }, { signal, onBytes }),
  };
}

/**
 * Whether files chosen again after a reload are the ones that were hashed: a few parts of each are hashed anew, and a small document whole.
 * Throws FileChanged. What this does not see, S3 does: it keeps no part whose hash differs.
 */
export async function requireSame({ files, documents, signal }: Omit<FilesToSend, 'onBytes'>): Promise<void> {
  for (const [index, { entry, partSha256 }] of documents.entries()) {
    const file = files[index];
    if (!file || file.size !== entry.sizeBytes) throw new Failure('FileChanged', `document ${entry.number}`);
    for (const sample of samplesOf({ entry, partSha256 })) {
      const { sha256 } = await bytesWorker.hash({ file: file.slice(sample.start, sample.end) }, { signal });
      if (sha256 !== sample.sha256) throw new Failure('FileChanged', `document ${entry.number}`);
    }
  }
}

interface Sample {
  readonly start: number;
  readonly end: number;
  readonly sha256: string;
}

/** The first part, the last, and one between. */
function samplesOf({ entry, partSha256 }: HashedDocument): readonly Sample[] {
  if (!entry.parts) return [{ start: 0, end: entry.sizeBytes, sha256: entry.sha256 }];
  const { partSizeBytes, count } = entry.parts;
  const chosen = new Set([0, Math.floor(Math.random() * count), count - 1]);
  return [...chosen].map((part) => ({
    start: part * partSizeBytes,
    end: Math.min(entry.sizeBytes, (part + 1) * partSizeBytes),
    sha256: partSha256[part] ?? '',
  }));
}

async function readable(file: File, documentNumber: number): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new Failure('FileChanged', `document ${documentNumber}`, { cause });
  }
}
