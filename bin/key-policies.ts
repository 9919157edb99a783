import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Assembly, AssemblyStack } from '../policy/templates/assembly.ts';
import { keyPolicyFileName, lacksDocumentsKey } from '../proof/given-keys.ts';

/** Which file says what policy a country's own key has. */
export interface KeyPolicySource {
  readonly country: string;
  readonly file: string;
}

/**
 * The files from which the policies of keys are taken that no template makes: those that were named (`CC=FILE`), else
 * `liaison-exchange-pilot-CC.json` in the folder, where it is there. Throws for a text of another form and for a country named twice.
 */
export function keyPolicySources(
  { stacks }: Assembly,
  { named, folder }: { readonly named: readonly string[]; readonly folder: string },
): readonly KeyPolicySource[] {
  const given = named.map((text): KeyPolicySource => {
    const [, country, file] = /^([A-Z]{2})=(.+)$/.exec(text) ?? [];
    if (!country || !file) throw new Error(`--key-policy: got ${text}, wanted a country and a file such as EG=policy.json`);
    return { country, file: resolve(file) };
  });
  const twice = given.find(({ country }, index) => given.findIndex((other) => other.country === country) < index);
  if (twice) throw new Error(`--key-policy: ${twice.country} is there twice`);
  const found = stacks
    .filter((stack) => lacksDocumentsKey(stack) && !given.some(({ country }) => country === countryOf(stack)))
    .map((stack) => ({ country: countryOf(stack), file: join(folder, keyPolicyFileName(stack)) }))
    .filter(({ file }) => existsSync(file));
  return [...given, ...found];
}

/** The assembly with those policies beside it. Throws where a file is no key policy. */
export async function withKeyPolicies(assembly: Assembly, sources: readonly KeyPolicySource[]): Promise<Assembly> {
  const policies = await Promise.all(
    sources.map(async ({ country, file }): Promise<[string, unknown]> => [`${country}-Vault`, await readKeyPolicy(file)]),
  );
  return { ...assembly, givenKeyPolicies: new Map(policies) };
}

/** A policy document, or the whole answer of GetKeyPolicy, which holds it as a text. */
async function readKeyPolicy(file: string): Promise<unknown> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    const inside: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, 'Policy') : undefined;
    return typeof inside === 'string' ? JSON.parse(inside) : read;
  } catch (cause) {
    throw new Error(`the key policy ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function countryOf({ id }: AssemblyStack): string {
  return id.slice(0, 2);
}
