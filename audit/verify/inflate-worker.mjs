// Inflates log files and hashes what comes out, on a thread of its own; JavaScript because Node 20 starts no worker from TypeScript.
import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

const { maxInflatedBytes } = workerData;
const needles = workerData.needles?.map((needle) => Buffer.from(needle));
// JSON may write any character in another way; where it does, the file is read whole
const escapes = ['\\u', '\\/'].map((text) => Buffer.from(text));

parentPort.on('message', ({ first, paths }) => {
  parentPort.postMessage({ first, hashed: paths.map(hashFile) });
});

function hashFile(path) {
  let sizeBytes = 0;
  try {
    const file = read(path, (size) => {
      sizeBytes = size;
    });
    const { buffer, engine } = gunzipSync(file, { info: true, maxOutputLength: maxInflatedBytes, chunkSize: expected(file) });
    // what follows the last gzip member is read by no tool and hashed by none
    const problem = engine.bytesWritten === file.length ? null : 'trailing';
    return { sha256: hash('sha256', buffer), sizeBytes, problem, mayHold: mayHold(buffer) };
  } catch (error) {
    return { sha256: null, sizeBytes, problem: problemOf(error), mayHold: true };
  }
}

function mayHold(bytes) {
  return needles === undefined || needles.some((each) => bytes.includes(each)) || escapes.some((each) => bytes.includes(each));
}

/** A gzip file as large as what it may hold is refused before it is read. */
function read(path, tellSize) {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    tellSize(size);
    if (size > maxInflatedBytes) throw Object.assign(new Error('too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
    const buffer = Buffer.allocUnsafe(size);
    let length = 0;
    for (let got = -1; got !== 0 && length < size; length += got) got = readSync(descriptor, buffer, length, size - length, null);
    return buffer.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** The size that the file's trailer claims (RFC 1952, ISIZE): one allocation and no copy. It is believed only as far as deflate can go. */
function expected(file) {
  const claimed = file.length < 18 ? 0 : file.readUInt32LE(file.length - 4);
  return Math.max(1024, Math.min(claimed, file.length * 1032, maxInflatedBytes)) + 1;
}

function problemOf({ code }) {
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'large';
  if (code === 'Z_BUF_ERROR') return 'cut';
  return String(code).startsWith('Z_') ? 'gzip' : 'file';
}
