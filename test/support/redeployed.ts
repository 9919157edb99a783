import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { placed } from '../lib/synthesized.ts';

const sampleAssembly = fileURLToPath(new URL('../../cdk.out', import.meta.url));
const template = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Properties: z.record(z.string(), z.unknown()).default({}) })),
});

/**
 * The sample's assembly, in which one country's stacks are those of another configuration: as after a deployment of that country alone. Written
 * into a folder inside `place`. Functions keep the code of the sample, so nothing is bundled.
 */
export async function redeployed(country: string, config: ExchangeConfig, place: string): Promise<string> {
  const own = config.countries.filter(({ code }) => code === country);
  const [other] = config.countries.filter(({ code }) => code !== country);
  const folder = await mkdtemp(join(place, 'assembly-'));
  const fresh = await mkdtemp(join(place, 'own-'));
  await cp(sampleAssembly, folder, { recursive: true });
  placed(fresh, { ...config, countries: [...own, ...(other ? [other] : [])] }).synth();
  for (const stack of ['Vault', 'Desk']) {
    const file = `${country}-${stack}.template.json`;
    const before = await read(join(folder, file));
    const after = await read(join(fresh, file));
    for (const [id, { Properties }] of Object.entries(after.Resources)) {
      const { Code } = before.Resources[id]?.Properties ?? {};
      if (Code !== undefined) Properties.Code = Code;
    }
    await writeFile(join(folder, file), JSON.stringify(after));
  }
  await rm(fresh, { recursive: true, force: true });
  return folder;
}

async function read(file: string): Promise<z.infer<typeof template>> {
  return template.parse(JSON.parse(await readFile(file, 'utf8')));
}
