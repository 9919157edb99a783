import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { countryNames } from '../../lib/names.ts';
import type { PlaceFacts } from './facts.ts';
import { about, type Finding, sayer } from './finding.ts';

/** Under which a place holds a country's copy. */
export function copyOf(code: string): string {
  return `${code}-copy`;
}

/** What the configuration says of copies in other Regions: a step that was not taken, and a copy that is open to somebody. */
export function checkCopies(config: ExchangeConfig, file: string): readonly Finding[] {
  const say = sayer('copy', file);
  return config.countries.flatMap(({ code, copy }) => {
    if (!copy) return [];
    return [
      copy.phase === 'prepare'
        ? say.warning(
            `${code}: the copy is prepared, and no document is copied yet`,
            `deploy ${code}-*, then set copy.phase to "replicate"`,
          )
        : say.ok(`${code}: copied to ${copy.region}; what arrived before is not in it`),
      ...(copy.reading
        ? [
            say.warning(
              `${code}: people of the country may read ${copy.reading === 'ledger' ? 'the ledger' : 'documents and ledger'} in the copy`,
              `once the drill is over, or the loss is made good: take copy.reading out and deploy ${code}-Copy`,
            ),
          ]
        : []),
    ];
  });
}

/** Whether the stacks of copies stand in the Region where they belong. */
export function checkCopyStacks(config: ExchangeConfig, place: PlaceFacts): readonly Finding[] {
  const own = config.countries.filter(({ code }) => place.holds.includes(copyOf(code)));
  if (own.length === 0) return [];
  return about({ check: 'copies', subject: `${place.account} ${place.region}` }, place.stacks, (stacks, say) =>
    own.map((country) => {
      const name = `${countryNames(config, country).prefix}-Copy`;
      return stacks.some((stack) => stack.name === name)
        ? say.ok(`${name} is there`)
        : say.warning(`${name} is configured and not deployed`, `npx cdk deploy ${country.code}-Copy`);
    }),
  );
}
