import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { placeExchange } from '../../lib/exchange.ts';
import { contentOf, root, type StackTemplate, stackNamed, type Templates } from './templates.ts';

export const cdkJson = z
  .object({ app: z.string(), context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));

export interface SynthesizedStack extends StackTemplate {
  /** Warnings, errors and infos that synthesis left on its constructs. */
  readonly messages: readonly string[];
}

export interface Synthesized extends Templates {
  readonly stacks: readonly SynthesizedStack[];
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
      return {
        id: artifact.id,
        name: artifact.stackName,
        account: artifact.environment.account,
        region: artifact.environment.region,
        terminationProtection: artifact.terminationProtection ?? false,
        text: readFileSync(artifact.templateFullPath, 'utf8'),
        ...contentOf(artifact.template),
        messages: artifact.messages.map(({ level, entry }) => `${level} ${JSON.stringify(entry.data)}`),
      };
    });
    return {
      stacks,
      stack: (id) => stackNamed(stacks, id),
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
