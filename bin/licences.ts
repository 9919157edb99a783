import * as z from 'zod';

/** Package-lock.json, as far as licences and origins go (docs: npm, package-lock.json, version 3). */
export const packageLock = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      /** Where it differs from the folder's. */
      name: z.string().optional(),
      version: z.string(),
      license: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      inBundle: z.boolean().default(false),
      dev: z.boolean().default(false),
    }),
  ),
});
export type PackageLock = z.infer<typeof packageLock>;

export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression as the package states it. */
  readonly licence: string;
  /** Needed for development and tests alone. */
  readonly developmentOnly: boolean;
}

/** Every package of the lock but the root, sorted by name and version; throws on one that states no licence. */
export function licensedPackages({ packages }: PackageLock): readonly LicensedPackage[] {
  const found = Object.entries(packages).flatMap(([path, { name: aliased, version, license, dev }]): readonly LicensedPackage[] => {
    if (path === '') return [];
    const name = aliased ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (!license) throw new Error(`${name} ${version} states no licence in package-lock.json`);
    return [{ name, version, licence: license, developmentOnly: dev }];
  });
  return found.sort((a, b) => compared(a.name, b.name) || compared(a.version, b.version));
}

/** docs/licences.md: what is used by what runs and what by development alone, by licence. */
export function licencesPage(packages: readonly LicensedPackage[]): string {
  const used = packages.filter(({ developmentOnly }) => !developmentOnly);
  const development = packages.filter(({ developmentOnly }) => developmentOnly);
  return `${[
    '# Licences of dependencies',
    '`npm run sbom` writes this page from package-lock.json, and beside it the bill of materials (CycloneDX). The exchange itself is under [Apache-2.0](../LICENSE).',
    '## What the exchange uses to deploy, run and rehearse',
    table(used),
    '## What development and tests alone use',
    'Nothing of it is in a function, the portal or the command line; GPL, LGPL and AGPL may stand here only.',
    table(development),
  ].join('\n\n')}\n`;
}

function table(packages: readonly LicensedPackage[]): string {
  const licences = [...new Set(packages.map(({ licence }) => licence))].sort(compared);
  const rows = licences.map((licence) => {
    const under = packages.filter((one) => one.licence === licence).map(({ name, version }) => `${name} ${version}`);
    const each = [...new Set(under)];
    return `| ${licence} | ${each.length} | ${each.join(', ')} |`;
  });
  return ['| licence | packages | which |', '|---|---|---|', ...rows].join('\n');
}

/** By code unit: no locale of any machine changes the order. */
function compared(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
