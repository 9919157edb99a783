// Hashes chunks of shared memory on a thread of its own; JavaScript because Node 20 starts no worker from TypeScript.
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

let slots = [];
let hash = createHash('sha256');

parentPort.on('message', ({ memory, slot, length, cut }) => {
  if (memory) {
    slots = memory.map((buffer) => new Uint8Array(buffer));
    return;
  }
  hash.update(slots[slot].subarray(0, length));
  if (!cut) return parentPort.postMessage({ slot });
  const sha256 = hash.digest('hex');
  hash = createHash('sha256');
  parentPort.postMessage({ slot, sha256 });
});
