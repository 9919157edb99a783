import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { cdkJson } from './synthesized.ts';
import { contentOf } from './templates.ts';

/** Synthesizes one stack without the others, for the many configurations in which only its own template matters. */
export function alone(place: (app: App) => Stack): ReturnType<typeof contentOf> {
  const outdir = mkdtempSync(join(tmpdir(), 'alone-'));
  try {
    const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };
    const app = new App({ outdir, context, builtinCloudFormationValidation: false });
    const { artifactId } = place(app);
    return contentOf(app.synth().getStackArtifact(artifactId).template);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
