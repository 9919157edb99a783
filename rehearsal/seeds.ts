import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { readPrivateJson, writePrivateJson } from './private-file.ts';

/** The accounts of a rehearsal: made at its first start, kept in its state folder, shown to whoever runs it. */
export interface SeededAccount {
  readonly username: string;
  readonly password: string;
}

const seedsFile = z.record(z.string(), z.array(z.strictObject({ username: z.string(), password: z.string() })));

/** Two magistrates for each country, so that handing over and wrong persons can be rehearsed. Passwords are random. */
export async function seededMagistrates(
  stateDir: string,
  countries: readonly string[],
): Promise<Readonly<Record<string, readonly SeededAccount[]>>> {
  const file = join(stateDir, 'magistrates.json');
  const known = (await readPrivateJson(file, seedsFile)) ?? {};
  const all = Object.fromEntries(countries.map((code) => [code, known[code] ?? newMagistrates(code)]));
  await writePrivateJson(file, all);
  return all;
}

function newMagistrates(country: string): readonly SeededAccount[] {
  return ['liaison', 'deputy'].map((role) => ({ username: `${role}.${country.toLowerCase()}`, password: newPassword() }));
}

/** 60 random bits, easy to read out in a workshop room. */
function newPassword(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const letters = Array.from(randomBytes(12), (byte) => alphabet[byte % 32]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}
