import { readFile, rename, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../client/failure.ts';
import { ConfigurationError, parseConfig } from '../lib/config/load.ts';
import type { ExchangeConfig } from '../lib/config/schema.ts';
import type { SigningKeysConfig } from '../lib/config/signing-keys.ts';

/**
 * Writes a country's signing keys into the configuration file and leaves every other character as it is. Throws ConfigurationRefused, with
 * nothing written, where the file is not in the usual form or something else would change.
 */
export async function writeSigningKeys(file: string, country: string, keys: SigningKeysConfig): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = withSigningKeys(before, country, keys);
  const config = parseConfig(file, before);
  const wanted = { ...config, countries: config.countries.map((one) => (one.code === country ? { ...one, signingKeys: keys } : one)) };
  if (after === undefined || !isDeepStrictEqual(readable(file, after), wanted))
    throw new Failure('ConfigurationRefused', `${file} is not in the usual form; write by hand, into ${country}: ${entryOf(keys)}`);
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, after);
  await rename(fresh, file);
}

/** undefined where it would not load: a key that stands elsewhere in the entry would stand twice. */
function readable(file: string, text: string): ExchangeConfig | undefined {
  try {
    return parseConfig(file, text);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

/** The line, as it stands below a country's code. */
export function entryOf(keys: SigningKeysConfig): string {
  const fields = Object.entries(keys).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return `"signingKeys": { ${fields.join(', ')} }`;
}

function withSigningKeys(text: string, country: string, keys: SigningKeysConfig): string | undefined {
  const code = new RegExp(`^( *)"code": "${country}",\\n`, 'gm');
  const found = [...text.matchAll(code)];
  const [line] = found;
  if (!line || found.length > 1) return undefined;
  const at = line.index + line[0].length;
  const rest = text.slice(at).replace(/^ *"signingKeys": \{[^{}]*\},\n/, '');
  return `${text.slice(0, at)}${line[1] ?? ''}${entryOf(keys)},\n${rest}`;
}
