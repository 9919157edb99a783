import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { loadConfig } from '../../lib/config/load.ts';
import type { CountryConfig, ExchangeConfig } from '../../lib/config/schema.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The sample configuration of the repository. */
export const sample: ExchangeConfig = loadConfig(join(root, 'config', 'exchange.json'));

export const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resource>;

export const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

export interface StackTemplate {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly terminationProtection: boolean;
  /** The template to the letter. */
  readonly text: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface Templates {
  readonly stacks: readonly StackTemplate[];
  readonly stack: (id: string) => StackTemplate;
}

const stackArtifact = z.object({
  type: z.literal('aws:cloudformation:stack'),
  environment: z.string().regex(/^aws:\/\/\d{12}\/[a-z0-9-]+$/),
  properties: z.object({ templateFile: z.string(), stackName: z.string(), terminationProtection: z.boolean().default(false) }),
});
const manifest = z.object({ artifacts: z.record(z.string(), z.looseObject({ type: z.string() })) });

/** The sample configuration's assembly as it would be deployed, bundles included: synthesized once, before any test runs. */
export function deployed(): Templates {
  const folder = join(root, 'cdk.out');
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const { artifacts } = manifest.parse(JSON.parse(read('manifest.json')));
  const stacks = Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, artifact]): StackTemplate => {
      const { environment, properties } = stackArtifact.parse(artifact);
      const [account = '', region = ''] = environment.split('/').slice(2);
      const text = read(properties.templateFile);
      const { stackName: name, terminationProtection } = properties;
      return { id, name, account, region, terminationProtection, text, ...contentOf(JSON.parse(text)) };
    });
  return { stacks, stack: (id) => stackNamed(stacks, id) };
}

export function contentOf(json: unknown): Pick<StackTemplate, 'resources' | 'outputs'> {
  const { Resources, Outputs } = template.parse(json);
  return { resources: Resources, outputs: Object.fromEntries(Object.entries(Outputs).map(([name, output]) => [name, output.Value])) };
}

export function stackNamed<Stack extends StackTemplate>(stacks: readonly Stack[], id: string): Stack {
  return only(
    id,
    stacks.filter((one) => one.id === id),
  );
}

/** The sample cut down to these countries: what holds for each country alone needs no more. */
export function withCountries(...codes: readonly string[]): ExchangeConfig {
  return { ...sample, countries: sample.countries.filter(({ code }) => codes.includes(code)) };
}

export function countryOf(config: ExchangeConfig, code: string): CountryConfig {
  return only(
    code,
    config.countries.filter((country) => country.code === code),
  );
}

export function ofType({ resources }: Pick<StackTemplate, 'resources'>, type: string): readonly Resource[] {
  return Object.values(resources).filter((one) => one.Type === type);
}

/** Throws where there is none. */
export function present<T>(what: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}

/** Throws unless there is exactly one. */
export function only<T>(what: string, items: readonly T[]): T {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0) throw new Error(`${what} was wanted once, got ${items.length} times`);
  return item;
}
