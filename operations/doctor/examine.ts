import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { checkAlarmTopics } from './check-alarms.ts';
import { checkConfiguration } from './check-configuration.ts';
import { checkCopies, checkCopyStacks } from './check-copies.ts';
import { checkDeployed } from './check-deployed.ts';
import { checkMachine } from './check-machine.ts';
import { checkOwnKeys } from './check-own-keys.ts';
import { checkPlace } from './check-place.ts';
import { checkProvider } from './check-provider.ts';
import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';

/** Every finding, from the machine outwards. Pure. */
export function examine(config: ExchangeConfig, file: string, facts: Facts): readonly Finding[] {
  return [
    ...checkMachine(facts),
    ...checkConfiguration(config, file),
    ...checkAlarmTopics(config, file),
    ...checkCopies(config, file),
    ...facts.providers.flatMap((provider) => checkProvider(config, provider)),
    ...facts.places.flatMap((place) => [
      ...checkPlace(config, place),
      ...checkDeployed(config, place),
      ...checkOwnKeys(config, place),
      ...checkCopyStacks(config, place),
    ]),
  ];
}
