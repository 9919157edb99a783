import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const handlers = fileURLToPath(new URL('../../lambda', import.meta.url));

const instead = (name: string): string => join(handlers, 'aws', 'instead', name);

/** How functions are bundled: everything in, the AWS SDK included, except what a function in Lambda can have no use for. */
export const bundleOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  charset: 'utf8',
  legalComments: 'none',
  // loaded by the SDK only for operations that stream events, which no desk uses
  external: ['@smithy/core/event-streams'],
  alias: {
    '@aws-sdk/credential-provider-node': instead('of-credential-providers.ts'),
    '@aws-sdk/middleware-endpoint-discovery': instead('of-endpoint-discovery.ts'),
    '@aws-sdk/signature-v4-multi-region': instead('of-multi-region-signing.ts'),
  },
  // packages inside that are CommonJS call require
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
} satisfies BuildOptions;

/**
 * A function's bundle: one minified ES module with everything in it, the AWS SDK included, so that what runs is what was built. The asset's hash
 * is that of the output, so all countries share it and the same sources give the same template.
 */
export function functionCode(name: string): Code {
  const folder = join(handlers, name);
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // never used: local bundling always succeeds or throws
      image: DockerImage.fromRegistry('none'),
      local: { tryBundle: (outputDir) => bundle(join(folder, 'handler.ts'), join(outputDir, 'index.mjs')) },
    },
  });
}

function bundle(entry: string, outfile: string): boolean {
  buildSync({ ...bundleOptions, entryPoints: [entry], outfile });
  return true;
}
