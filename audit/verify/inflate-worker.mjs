// Inflates log files and hashes what comes out, on a thread of its own; JavaScript because Node 20 starts no worker from TypeScript.
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { MessageChannel, parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

const { maxInflatedBytes, plainToo, findIrregular, filesPerBatch } = workerData;
const needles = workerData.needles?.map((needle) => Buffer.from(needle));

const { port1: nowhere } = new MessageChannel();
nowhere.close();
// before that it would be kept for the other end
await once(nowhere, 'close');

// every thread has all paths, and `next` says which nobody has taken yet; after the last of them comes null
parentPort.on('message', (message) => {
  if (message === null) {
    parentPort.postMessage(null);
    parentPort.close();
  } else hashTogether(message);
});

function hashTogether({ paths, first, next }) {
  const taken = new Int32Array(next);
  const take = () => Atomics.add(taken, 0, filesPerBatch);
  for (let at = take(); at < paths.length; at = take())
    parentPort.postMessage({ first: first + at, hashed: paths.slice(at, at + filesPerBatch).map(hashFile) });
}

function hashFile(path) {
  let sizeBytes = 0;
  let seal = null;
  try {
    const file = read(path, (size, told) => {
      sizeBytes = size;
      seal = told;
    });
    const { bytes, problem } = inflated(file);
    const isIrregular = findIrregular && (bytes[0] !== openings[0] || hasLines(bytes) || nestsDeep(bytes));
    const hashed = {
      sha256: hash('sha256', bytes),
      sizeBytes,
      seal,
      inflatedBytes: bytes.length,
      problem,
      mayHold: mayHold(bytes),
      isIrregular,
    };
    for (const each of new Set([file.buffer, bytes.buffer])) letGo(each);
    return hashed;
  } catch (error) {
    return { sha256: null, sizeBytes, seal, inflatedBytes: 0, problem: problemOf(error), mayHold: true, isIrregular: false };
  }
}

/**
 * Gives memory back now and not when it is collected, so that the next file finds it while the processor still has it at hand: a tenth of the time, a
 * third of the memory. What is sent to a closed port is gone. Node's own pool, where small buffers lie together, stays.
 */
function letGo(memory) {
  if (memory.byteLength > Buffer.poolSize) nowhere.postMessage(null, [memory]);
}

function inflated(file) {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b;
  if (plainToo && !isGzip) return { bytes: file, problem: null };
  const { buffer, engine } = gunzipSync(file, { info: true, maxOutputLength: maxInflatedBytes, chunkSize: expected(file) });
  // what follows the last gzip member is read by no tool and hashed by none
  return { bytes: buffer, problem: engine.bytesWritten === file.length ? null : 'trailing' };
}

/** CloudTrail writes one line; engines read such a file fastest, and would take several for several documents. */
function hasLines(bytes) {
  const end = bytes.indexOf(newline);
  return end !== -1 && end < bytes.length - 1;
}

const [quote, ...openings] = Buffer.from('"{[');
const closings = Buffer.from('}]');
const [newline] = Buffer.from('\n');
/** A reader that recurses needs about 130 bytes of stack a level, and the smallest stack of a thread anywhere is half a mebibyte. */
const deepest = 2500;

/** Whether values nest deeper than anybody's log: readers that recurse end there. What stands in strings does not count. */
function nestsDeep(bytes) {
  if (openings.reduce((sum, opening) => sum + countOf(bytes, opening), 0) <= deepest) return false;
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === openings[0] || byte === openings[1]) depth += 1;
    else if (byte === closings[0] || byte === closings[1]) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

function countOf(bytes, byte) {
  let count = 0;
  for (let at = bytes.indexOf(byte); at !== -1; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
}

/** Index of the closing quote; of the end where there is none. */
function endOfString(bytes, start) {
  for (let end = bytes.indexOf(quote, start + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let before = end - 1;
    while (bytes[before] === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return bytes.length;
}

function mayHold(bytes) {
  return needles === undefined || needles.some((each) => bytes.includes(each)) || isWrittenOtherwise(bytes) || copiesInPercent(bytes);
}

const [percent] = Buffer.from('%');
const copySource = Buffer.from('x-amz-copy-source');

/** What a copy reads may be written with percent signs (docs: S3, CopyObject): whoever copied anything is looked at. */
function copiesInPercent(bytes) {
  return bytes.includes(percent) && bytes.includes(copySource);
}

const [backslash, solidus, u] = Buffer.from('\\/u');

/** JSON may write any character in another way (`\\u0061`, `\\/`); where it does, a needle proves nothing and the file is read whole. */
function isWrittenOtherwise(bytes) {
  for (let at = bytes.indexOf(backslash); at !== -1; at = bytes.indexOf(backslash, at + 2)) {
    if (bytes[at + 1] === u || bytes[at + 1] === solidus) return true;
  }
  return false;
}

/** A gzip file as large as what it may hold is refused before it is read. */
function read(path, tell) {
  const descriptor = openSync(path, 'r');
  try {
    const { ino, ctimeMs, size } = fstatSync(descriptor);
    // as in audit/seal.ts
    tell(size, `${ino} ${size} ${ctimeMs}`);
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
