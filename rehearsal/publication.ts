import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { EmbeddedLambda } from './lambda.ts';
import { readPrivateJson, writePrivateJson } from './private-file.ts';

export interface Publication {
  readonly stateDir: string;
  readonly assembly: string;
  /** Part of every address that the directory names. */
  readonly webOrigin: string;
  readonly publishFunction: string;
  readonly lambda: Pick<EmbeddedLambda, 'invoke'>;
}

/**
 * Publishes the directory, as an operator does after a deployment. Does nothing where the same assembly was published at the same address
 * before: the desks have kept it.
 */
export async function publishDirectory({ stateDir, assembly, webOrigin, publishFunction, lambda }: Publication): Promise<void> {
  const file = join(stateDir, 'published.json');
  const manifest = await readFile(join(assembly, 'manifest.json'));
  const what = createHash('sha256').update(manifest).update(webOrigin).digest('hex');
  if ((await readPrivateJson(file, z.string())) === what) return;
  const outcome = await lambda.invoke(publishFunction, {});
  if (!outcome.ok) throw new Error(`the directory could not be published: ${outcome.error.errorMessage}`);
  await writePrivateJson(file, what);
}
