import { createHash } from 'node:crypto';
import { transformSync, version } from 'esbuild';

const options = { loader: 'ts', format: 'esm', target: 'node20', supported: { 'import-attributes': true }, sourcemap: 'inline' };
const made = JSON.stringify([version, options]);

export default {
  process: (source, path) => transformSync(source, { ...options, sourcefile: path }),
  getCacheKey: (source, path) => createHash('sha256').update(`${made}\0${path}\0${source}`).digest('hex'),
};
