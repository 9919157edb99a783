import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { loadConfig } from '../../lib/config/load.ts';
import type { CountryConfig, ExchangeConfig } from '../../lib/config/schema.ts';
import { placeExchange } from '../../lib/exchange.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The sample configuration of the repository. */
export const sample: ExchangeConfig = loadConfig(join(root, 'config', 'exchange.json'));

export const cdkJson = z
  .object({ app: z.string(), context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));

export const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resource>;

const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

export interface SynthesizedStack {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly terminationProtection: boolean;
  /** The template to the letter. */
  readonly text: string;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Warnings, errors and infos that synthesis left on its constructs. */
  readonly messages: readonly string[];
}

export interface Synthesized {
  readonly stacks: readonly SynthesizedStack[];
  readonly stack: (id: string) => SynthesizedStack;
  /** Context that synthesis would have to look up in an account. */
  readonly missing: readonly unknown[];
}

/**
 * Synthesizes as the CDK command line does, without the built-in validation, and leaves nothing behind. Without bundles an asset's hash tells
 * which function was placed first; with them, what they hold.
 */
export function synthesized(config: ExchangeConfig, { bundled }: { readonly bundled: boolean } = { bundled: false }): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'synthesized-'));
  try {
    const app = placed(outdir, config, bundled ? ['**'] : []);
    const assembly = app.synth();
    const stacks = assembly.stacks.map((artifact): SynthesizedStack => {
      const { Resources, Outputs } = template.parse(artifact.template);
      return {
        id: artifact.id,
        name: artifact.stackName,
        account: artifact.environment.account,
        region: artifact.environment.region,
        terminationProtection: artifact.terminationProtection ?? false,
        text: readFileSync(artifact.templateFullPath, 'utf8'),
        resources: Resources,
        outputs: Object.fromEntries(Object.entries(Outputs).map(([name, output]) => [name, output.Value])),
        messages: artifact.messages.map(({ level, entry }) => `${level} ${JSON.stringify(entry.data)}`),
      };
    });
    return {
      stacks,
      stack: (id) =>
        only(
          id,
          stacks.filter((one) => one.id === id),
        ),
      missing: assembly.manifest.missing ?? [],
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The whole exchange in an app that writes into `outdir`; functions of the stacks that match `bundled` are bundled. */
export function placed(outdir: string, config: ExchangeConfig, bundled: readonly string[] = []): App {
  const context = { ...cdkJson.context, 'aws:cdk:version-reporting': false, 'aws:cdk:bundling-stacks': bundled };
  const app = new App({ outdir, context, builtinCloudFormationValidation: false });
  const portalFiles = join(outdir, 'portal');
  mkdirSync(join(portalFiles, 'assets'), { recursive: true });
  for (const file of ['index.html', 'worker.js', 'assets/main.js']) writeFileSync(join(portalFiles, file), '');
  placeExchange(app, config, { portalFiles });
  return app;
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

export function ofType({ resources }: SynthesizedStack, type: string): readonly Resource[] {
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
