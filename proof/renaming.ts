import type { AssemblyStack } from '../policy/templates/assembly.ts';
import { parties } from './rules/rule.ts';
import type { Scene } from './scene.ts';

/**
 * A scene's text with its country's own names taken out. Two scenes with the same text differ by a renaming, and what is proven of one holds
 * of the other. The names of other countries stay in it, so that a scene that speaks of one is like no other.
 */
export function namelessScene({ party, ...scene }: Scene, stack: AssemblyStack): string {
  return nameless({ ...scene, parties: parties.map((each) => party(each)) }, stack);
}

/** As `namelessScene`, of anything in a stack. */
export function nameless(value: unknown, { id, accountId, region }: AssemblyStack): string {
  const code = /^([A-Z]{2})-/.exec(id)?.[1] ?? 'none';
  const names: readonly (readonly [RegExp, string])[] = [
    [new RegExp(`\\b${code}-(Vault|Desk|Copy)`, 'g'), '{country}-$1'],
    [new RegExp(`-${code}-`, 'g'), '-{country}-'],
    [new RegExp(`/${code}/`, 'g'), '/{country}/'],
    [new RegExp(`-dropbox-${code.toLowerCase()}-`, 'g'), '-dropbox-{country}-'],
    [new RegExp(`\\.${code}"`, 'g'), '.{country}"'],
    [new RegExp(`@liaison\\.${code.toLowerCase()}\\.`, 'g'), '@liaison.{country}.'],
    [new RegExp(`"${code}"`, 'g'), '"{country}"'],
    [new RegExp(`"name":"${code} `, 'g'), '"name":"{country} '],
    [new RegExp(accountId, 'g'), '{account}'],
    [new RegExp(region, 'g'), '{region}'],
  ];
  const text = JSON.stringify(value, (key, part: unknown) => (key === 'stack' ? undefined : part));
  return names.reduce((sofar, [name, instead]) => sofar.replace(name, instead), text);
}
