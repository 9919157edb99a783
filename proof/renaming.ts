import type { CountryParts } from './parts.ts';
import type { Scene } from './scene.ts';

/**
 * A scene's text with the country's own names taken out. Two scenes with the same text differ by a renaming, and what is proven of one holds
 * of the other. The names of other countries stay in it, so that a scene that speaks of one is like no other.
 */
export function nameless(scene: Scene, { code, vault }: CountryParts): string {
  const names: readonly (readonly [RegExp, string])[] = [
    [new RegExp(`\\b${code}-(Vault|Desk)`, 'g'), '{country}-$1'],
    [new RegExp(`-${code}-`, 'g'), '-{country}-'],
    [new RegExp(`/${code}/`, 'g'), '/{country}/'],
    [new RegExp(`-dropbox-${code.toLowerCase()}-`, 'g'), '-dropbox-{country}-'],
    [new RegExp(`\\.${code}"`, 'g'), '.{country}"'],
    [new RegExp(`@liaison\\.${code.toLowerCase()}\\.`, 'g'), '@liaison.{country}.'],
    [new RegExp(`"${code}"`, 'g'), '"{country}"'],
    [new RegExp(`"name":"${code} `, 'g'), '"name":"{country} '],
    [new RegExp(vault.accountId, 'g'), '{account}'],
    [new RegExp(vault.region, 'g'), '{region}'],
  ];
  const { party, ...rest } = scene;
  const text = JSON.stringify({ ...rest, parties: parties.map((each) => party(each)) }, (key, value: unknown) =>
    key === 'stack' ? undefined : value,
  );
  return names.reduce((sofar, [name, instead]) => sofar.replace(name, instead), text);
}

const parties = [
  'reader',
  'depositor',
  'custodian',
  'deployment',
  'functions',
  'signers',
  'linkFunction',
  'depositFunctions',
  'lambda',
] as const;
