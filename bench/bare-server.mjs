// The named peer of the throughput benchmark: takes a PUT, hashes it with SHA-256 and writes it to the file named as argument.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const hash = createHash('sha256');
  const file = createWriteStream(process.argv[2]);
  request.on('data', (chunk) => hash.update(chunk));
  request.pipe(file);
  file.on('finish', () => response.end(hash.digest('hex')));
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit());
