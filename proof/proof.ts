import { createHash } from 'node:crypto';
import type { Assembly, AssemblyStack } from '../policy/templates/assembly.ts';
import { type AuditParts, type CountryParts, partsOf } from './parts.ts';
import { type Realm, realmOf } from './realm.ts';
import { namelessScene } from './renaming.ts';
import { auditSettings, countrySettings } from './rules/settings.ts';
import { auditScenes, countryScenes, type Scene } from './scene.ts';
import { type Finding, proveScene } from './scene-proof.ts';
import type { Solver } from './solver.ts';
import { type Escalation, escalations, type StandingMemory } from './standing.ts';

/** What was shown of an assembly. It holds only if every rule, purpose and setting does and no standing role escalates. */
export interface Proof {
  readonly holds: boolean;
  readonly findings: readonly ProofFinding[];
  readonly settings: readonly SettingFinding[];
  readonly escalations: readonly Escalation[];
  /** The templates that it was computed from, and the key policies that were given beside them. */
  readonly templates: readonly { readonly stack: string; readonly sha256: string }[];
  readonly standingRoles: number;
  readonly countries: readonly string[];
}

export interface ProofFinding extends Finding {
  /** Country code, or the audit stack's id. */
  readonly of: string;
  /** The country whose scene was put to the solver, where this one is the same up to names. */
  readonly sameAs?: string;
}

export interface SettingFinding {
  readonly id: string;
  readonly of: string;
  readonly problems: readonly string[];
}

/** What one proof found and another need not ask again: by scene and role, without names. */
export interface ProofMemory {
  readonly scenes: Map<string, { readonly of: string; readonly findings: readonly Finding[] }>;
  readonly roles: StandingMemory;
}

export function emptyMemory(): ProofMemory {
  return { scenes: new Map(), roles: new Map() };
}

/**
 * Proves an assembly. Throws where something cannot be read: what is not understood is not proven. Scenes that are the same up to a country's
 * names are put to the solver once.
 */
export async function prove(assembly: Assembly, solver: Solver, memory: ProofMemory = emptyMemory()): Promise<Proof> {
  const realm = realmOf(assembly);
  const { countries, audits } = partsOf(realm);
  const findings: ProofFinding[] = [];
  for (const country of countries) {
    for (const scene of countryScenes(realm, country)) {
      findings.push(...(await sceneFindings({ scene, of: country.code, stack: country.vault }, solver, memory)));
    }
  }
  for (const audit of audits) {
    for (const scene of auditScenes(realm, audit)) {
      findings.push(...(await sceneFindings({ scene, of: audit.stack.id, stack: audit.stack }, solver, memory)));
    }
  }
  const settings = settingFindings(realm, countries, audits);
  const found = await escalations(realm, solver, memory.roles);
  return {
    holds: findings.every(({ holds }) => holds) && settings.every(({ problems }) => problems.length === 0) && found.length === 0,
    findings,
    settings,
    escalations: found,
    templates: [...realm.stacks.map(({ id, templateSha256 }) => ({ stack: id, sha256: templateSha256 })), ...givenPolicies(realm)],
    standingRoles: realm.roles.length,
    countries: countries.map(({ code }) => code),
  };
}

/** Ends the name under which a given policy stands among the templates. */
export const givenPolicySuffix = '-given-key-policy';

/** Of the policy as JSON without white space, in the order in which it was given. */
function givenPolicies({ resources }: Realm): Proof['templates'] {
  return resources
    .filter(({ isGiven }) => isGiven)
    .map(({ stack, properties }) => ({
      stack: `${stack.id}${givenPolicySuffix}`,
      sha256: createHash('sha256').update(JSON.stringify(properties.KeyPolicy)).digest('hex'),
    }));
}

interface PlacedScene {
  readonly scene: Scene;
  readonly of: string;
  readonly stack: AssemblyStack;
}

async function sceneFindings({ scene, of, stack }: PlacedScene, solver: Solver, { scenes }: ProofMemory): Promise<readonly ProofFinding[]> {
  const name = namelessScene(scene, stack);
  const known = scenes.get(name);
  const findings = known?.findings ?? (await proveScene(scene, solver));
  if (!known) scenes.set(name, { of, findings });
  return findings.map((finding) => ({ ...finding, scene: scene.name, of, ...(known && { sameAs: known.of }) }));
}

function settingFindings(realm: Realm, countries: readonly CountryParts[], audits: readonly AuditParts[]): readonly SettingFinding[] {
  return [
    ...countries.flatMap((country) =>
      countrySettings.map(({ id, problems }) => ({ id, of: country.code, problems: problems(country, realm) })),
    ),
    ...audits.flatMap((audit) => auditSettings.map(({ id, problems }) => ({ id, of: audit.stack.id, problems: problems(audit, realm) }))),
  ];
}
