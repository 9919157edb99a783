// The named peer of the throughput benchmark: takes a PUT, hashes it with SHA-256 and writes it to a new file in the folder named as argument.
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const server = createServer((request, response) => {
  const hash = createHash('sha256');
  const file = createWriteStream(join(process.argv[2], randomUUID()), { flags: 'wx' });
  request.on('data', (chunk) => hash.update(chunk));
  request.pipe(file);
  file.on('finish', () => response.end(hash.digest('hex')));
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit());
