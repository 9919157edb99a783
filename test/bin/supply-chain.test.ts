import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { reproducible } from '../../bin/bill-of-materials.ts';
import { licencesPage, licensedPackages, packageLock } from '../../bin/licences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const versions = z.record(z.string(), z.string());
const manifest = z
  .object({ dependencies: versions, devDependencies: versions, overrides: versions, scripts: versions })
  .parse(JSON.parse(text('package.json')));
const lock = packageLock.parse(JSON.parse(text('package-lock.json')));
const packages = licensedPackages(lock);

describe('versions', () => {
  test.each(['dependencies', 'devDependencies', 'overrides'] as const)('of %s are exact', (kind) => {
    expect(Object.entries(manifest[kind]).filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))).toEqual([]);
  });

  test('are those of the lock', () => {
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(wanted.filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)).toEqual([]);
  });
});

describe('what npm installs', () => {
  test('runs no script, neither of a package nor of our own', () => {
    expect(text('.npmrc')).toMatch(/^ignore-scripts=true$/m);
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare|pack|publish)/.test(name))).toEqual([]);
  });

  test('comes from whatever registry is configured: neither the lock nor .npmrc names one', () => {
    const entries = Object.entries(lock.packages);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(text('package-lock.json')).not.toMatch(/\.tgz|git\+|"file:/);
    expect(text('.npmrc')).not.toMatch(/registry *=|:\/\//);
  });

  test('is compared with a SHA-512 of the lock, all but what lies inside another package', () => {
    const unchecked = Object.entries(lock.packages).filter(
      ([path, { integrity, inBundle }]) => path !== '' && !inBundle && !integrity?.startsWith('sha512-'),
    );
    expect(unchecked).toEqual([]);
  });
});

describe('licences', () => {
  const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];
  /** Each with what makes it fit: a font's licence, and a choice of which we take MIT. */
  const shippedToo = [...permissive, 'OFL-1.1', '(MIT OR GPL-3.0-or-later)'];
  const inDevelopmentToo = ['AGPL-3.0-or-later', 'MPL-2.0', 'CC-BY-4.0', '(MIT OR CC0-1.0)', 'MIT OR Apache-2.0'];

  test('of what is deployed, run or rehearsed are permissive: AGPL is in development only', () => {
    expect(packages.filter(({ developmentOnly, licence }) => !developmentOnly && !shippedToo.includes(licence))).toEqual([]);
  });

  test('of what development uses are known', () => {
    const known = [...shippedToo, ...inDevelopmentToo];
    expect(packages.filter(({ licence }) => !known.includes(licence))).toEqual([]);
  });

  test('nothing but tests imports what is under AGPL', () => {
    const agpl = packages.filter(({ licence }) => licence.startsWith('AGPL')).map(({ name }) => name);
    const folders = readdirSync(root, { withFileTypes: true }).filter(
      (one) => one.isDirectory() && !/^(\.|node_modules|cdk\.out|test)/.test(one.name),
    );
    const importers = folders
      .flatMap(({ name }) => readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)))
      .filter((file) => /\.(ts|tsx|mjs|js)$/.test(file) && agpl.some((name) => text(file).includes(`'${name}`)));
    expect(importers).toEqual([]);
  });

  test('docs/licences.md is what the lock says: npm run sbom writes it anew', () => {
    expect(text('docs/licences.md')).toBe(licencesPage(packages));
  });

  test('a package without one stops the page', () => {
    expect(() =>
      licensedPackages({ ...lock, packages: { 'node_modules/nameless': { version: '1.0.0', dev: false, inBundle: false } } }),
    ).toThrow('nameless 1.0.0');
  });
});

describe('the bill of materials', () => {
  const made = (): unknown =>
    JSON.parse(
      execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 120_000,
      }),
    );
  const [first, second] = [made(), made()];

  test('is the same each time, though npm numbers and dates each of its own', () => {
    expect(JSON.stringify(first)).not.toBe(JSON.stringify(second));
    expect(reproducible(first, 'liaison-exchange')).toBe(reproducible(second, 'liaison-exchange'));
  });

  test('holds every package of the lock with its licence, and no address, time or number', () => {
    const bill = reproducible(first, 'liaison-exchange');
    const { components } = z
      .object({ components: z.array(z.object({ 'bom-ref': z.string(), licenses: z.array(z.unknown()).nonempty() })) })
      .parse(JSON.parse(bill));
    const named = new Set(components.map((one) => one['bom-ref']));
    expect(packages.map(({ name, version }) => `${name}@${version}`).filter((one) => !named.has(one))).toEqual([]);
    expect(bill).not.toMatch(/serialNumber|timestamp|\.tgz/);
  });

  test('forgets where a package was fetched from', () => {
    const externalReferences = [
      { type: 'distribution', url: 'https://packages.example/a.tgz' },
      { type: 'website', url: 'https://a.example' },
    ];
    const component = { 'bom-ref': 'a@1', externalReferences };
    const bill = { bomFormat: 'CycloneDX', specVersion: '1.5', metadata: { component }, components: [component], dependencies: [] };
    expect(reproducible(bill, 'a')).not.toContain('packages.example');
  });
});
