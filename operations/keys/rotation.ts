import type { DirectoryEntry } from '../../domain/directory.ts';
import type { Generation, SigningKeysConfig } from '../../lib/config/signing-keys.ts';

/** Where a country's signing keys stand, as configuration, KMS, directory and desk say it. */
export interface RotationFacts {
  readonly country: string;
  /** Name of the exchange, which publishing asks for. */
  readonly exchange: string;
  readonly generations: readonly Generation[];
  /** Of each generation that is deployed: KMS's state and when it made the key, which is how the directory tells keys apart. */
  readonly deployed: ReadonlyMap<number, { readonly state: string; readonly createdAt?: string }>;
  /** The country's keys in the published directory. */
  readonly published: DirectoryEntry['signingKeys'];
  /** When KMS made the key with which the desk signs its own entry today. */
  readonly deskSignsWith?: string;
  /** Desks that do not hold the published directory yet. */
  readonly desksBehind: readonly string[];
  readonly now: Date;
  readonly overlapDays: number;
}

/** What comes next. `act` is done where the country's name is typed; `wait` says what others have to do first. */
export type RotationStep =
  | {
      readonly kind: 'act';
      readonly id: 'MakeKey' | 'SwitchKeys' | 'RetireKey' | 'DisableKey';
      readonly what: string;
      /** What stands in the configuration afterwards; absent where it stays. */
      readonly configured?: SigningKeysConfig;
      /** Generation that the custodian disables. */
      readonly disables?: number;
      readonly afterwards: readonly string[];
    }
  | {
      readonly kind: 'wait';
      readonly id: 'Deploy' | 'Publish' | 'Delivery' | 'Overlap';
      readonly what: string;
      readonly afterwards: readonly string[];
    };

/**
 * The next step of a renewal, which goes: make a key, deploy, publish; sign with it, deploy, publish; wait for the end of the overlap; retire the
 * former one. Nothing is ever signed with a key that some desk cannot know yet. Pure.
 */
export function nextStep(facts: RotationFacts): RotationStep {
  const { generations } = facts;
  const announced = generations.find(({ standing }) => standing === 'announced');
  const former = generations.find(({ standing }) => standing === 'former');
  if (announced) return whileAnnounced(facts, announced);
  if (former) return whileOverlapping(facts, former);
  return whileAlone(facts);
}

function whileAnnounced(facts: RotationFacts, { number }: Generation): RotationStep {
  const { deployed, published, country, desksBehind, now, overlapDays } = facts;
  const publish = publishing(facts);
  const made = deployed.get(number);
  if (!made) return wait('Deploy', `key ${number} is configured and not deployed`, [deploy(country), publish]);
  if (made.state !== 'Enabled') return wait('Deploy', `key ${number} is ${made.state} in KMS: it cannot become the key that signs`, []);
  if (!published.some(({ notBefore }) => notBefore === made.createdAt))
    return wait('Publish', `the directory does not name key ${number} yet`, [publish]);
  if (desksBehind.length > 0)
    return wait('Delivery', `these desks do not hold the published directory yet: ${desksBehind.join(', ')}`, [publish]);
  const formerUntil = new Date(now.getTime() + overlapDays * dayMs).toISOString();
  return {
    kind: 'act',
    id: 'SwitchKeys',
    what: `sign with key ${number}; key ${number - 1} counts until ${formerUntil}`,
    configured: { made: number, signing: number, formerUntil },
    afterwards: [deploy(country), publish, again(country)],
  };
}

function whileOverlapping(facts: RotationFacts, { number, until = '' }: Generation): RotationStep {
  const { deployed, published, country, deskSignsWith, now } = facts;
  const publish = publishing(facts);
  const current = deployed.get(number + 1)?.createdAt;
  if (current === undefined || deskSignsWith !== current)
    return wait('Deploy', `the desk does not sign with key ${number + 1} yet`, [deploy(country), publish]);
  const old = deployed.get(number);
  const named = published.find(({ notBefore }) => notBefore === old?.createdAt);
  if (named?.notAfter === undefined || Date.parse(named.notAfter) > Date.parse(until))
    return wait('Publish', `the directory does not say yet when key ${number} ends`, [publish]);
  if (now.getTime() < Date.parse(until)) return wait('Overlap', `key ${number} counts until ${until}`, [again(country)]);
  return {
    kind: 'act',
    id: 'RetireKey',
    what: `retire key ${number}: nobody may sign with it, and KMS switches it off`,
    configured: { made: number + 1, signing: number + 1 },
    ...(old?.state === 'Enabled' && { disables: number }),
    afterwards: [deploy(country)],
  };
}

function whileAlone(facts: RotationFacts): RotationStep {
  const { generations, deployed, country } = facts;
  const signing = generations.length;
  const left = generations.find(({ number, standing }) => standing === 'retired' && deployed.get(number)?.state === 'Enabled');
  if (left) {
    const { number } = left;
    return { kind: 'act', id: 'DisableKey', what: `switch the retired key ${number} off`, disables: number, afterwards: [] };
  }
  return {
    kind: 'act',
    id: 'MakeKey',
    what: `make key ${signing + 1}, which the directory names before it signs anything`,
    configured: { made: signing + 1, signing },
    afterwards: [deploy(country), publishing(facts), again(country)],
  };
}

const dayMs = 24 * 3600 * 1000;
const publishing = ({ exchange }: RotationFacts): string => `npx exchange directory publish --confirm ${exchange}`;
const deploy = (country: string): string => `npx cdk deploy '${country}-*'`;
const again = (country: string): string => `npx exchange key rotate --as ${country}`;

function wait(id: 'Deploy' | 'Publish' | 'Delivery' | 'Overlap', what: string, afterwards: readonly string[]): RotationStep {
  return { kind: 'wait', id, what, afterwards };
}
