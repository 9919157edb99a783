// The named peer of the throughput benchmark: PUTs the file named as first argument to the address named as second.
import { createReadStream, statSync } from 'node:fs';
import { request } from 'node:http';

const [file, url] = process.argv.slice(2);
const put = request(url, { method: 'PUT', headers: { 'content-length': statSync(file).size } }, (response) => response.resume());
createReadStream(file, { highWaterMark: 1024 * 1024 }).pipe(put);
