// Hashes and encrypts what segments are made of, on a thread of its own; JavaScript because Node 20 starts no worker from TypeScript.
import { createCipheriv, createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

const streams = new Map();

parentPort.on('message', (message) => {
  const { act, id } = message;
  if (act === 'open') streams.set(id, { key: message.key, hash: message.wantSha256 ? createHash('sha256') : undefined });
  if (act === 'seal') parentPort.postMessage(sealOrTell(message), [message.plain, message.sealed]);
  if (act === 'end') parentPort.postMessage({ sha256: streams.get(id)?.hash?.digest() });
  if (act === 'end' || act === 'drop') streams.delete(id);
});

/** A fault is that of one stream; the thread goes on for the others. */
function sealOrTell(message) {
  const { id, plain, sealed } = message;
  try {
    return seal(streams.get(id), message);
  } catch (error) {
    return { plain, sealed, fault: error.message };
  }
}

/** Each chunk is followed by its tag. */
function seal({ key, hash }, { plain, sealed, chunks }) {
  let from = 0;
  let to = 0;
  const into = Buffer.from(sealed);
  for (const { nonce, claims, sizeBytes, tagBytes } of chunks) {
    const bytes = Buffer.from(plain, from, sizeBytes);
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(claims);
    hash?.update(bytes);
    to += cipher.update(bytes).copy(into, to);
    cipher.final();
    to += cipher.getAuthTag().copy(into, to);
    from += sizeBytes;
  }
  return { plain, sealed, sizeBytes: to };
}
