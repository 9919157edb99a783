import type { Assembly } from '../policy/templates/assembly.ts';
import { type AuditParts, type CountryParts, partsOf } from './parts.ts';
import { type Realm, realmOf } from './realm.ts';
import { nameless } from './renaming.ts';
import { auditSettings, countrySettings } from './rules/settings.ts';
import { auditScenes, countryScenes, type Scene } from './scene.ts';
import { type Finding, proveScene } from './scene-proof.ts';
import type { Solver } from './solver.ts';
import { type Escalation, escalations } from './standing.ts';

/** What was shown of an assembly. It holds only if every rule, purpose and setting does and no standing role escalates. */
export interface Proof {
  readonly holds: boolean;
  readonly findings: readonly ProofFinding[];
  readonly settings: readonly SettingFinding[];
  readonly escalations: readonly Escalation[];
  /** The templates that it was computed from. */
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

/**
 * Proves an assembly. Throws where something cannot be read: what is not understood is not proven. Scenes that are the same up to a country's
 * names are put to the solver once.
 */
export async function prove(assembly: Assembly, solver: Solver): Promise<Proof> {
  const realm = realmOf(assembly);
  const { countries, audits } = partsOf(realm);
  const findings = [...(await countryFindings(realm, countries, solver)), ...(await auditFindings(realm, audits, solver))];
  const settings = settingFindings(realm, countries, audits);
  const found = await escalations(realm, realm.roles, solver);
  return {
    holds: findings.every(({ holds }) => holds) && settings.every(({ problems }) => problems.length === 0) && found.length === 0,
    findings,
    settings,
    escalations: found,
    templates: realm.stacks.map(({ id, templateSha256 }) => ({ stack: id, sha256: templateSha256 })),
    standingRoles: realm.roles.length,
    countries: countries.map(({ code }) => code),
  };
}

async function countryFindings(realm: Realm, countries: readonly CountryParts[], solver: Solver): Promise<readonly ProofFinding[]> {
  const proven = new Map<string, { readonly code: string; readonly findings: readonly Finding[] }>();
  const all: ProofFinding[] = [];
  for (const country of countries) {
    for (const scene of countryScenes(realm, country)) {
      const name = nameless(scene, country);
      const known = proven.get(name);
      const findings = known?.findings ?? (await proveScene(scene, solver));
      if (!known) proven.set(name, { code: country.code, findings });
      all.push(...findings.map((finding) => ({ ...finding, scene: scene.name, of: country.code, ...(known && { sameAs: known.code }) })));
    }
  }
  return all;
}

async function auditFindings(realm: Realm, audits: readonly AuditParts[], solver: Solver): Promise<readonly ProofFinding[]> {
  const scenes = audits.flatMap((audit) => auditScenes(realm, audit).map((scene): readonly [string, Scene] => [audit.stack.id, scene]));
  const all: ProofFinding[] = [];
  for (const [of, scene] of scenes) all.push(...(await proveScene(scene, solver)).map((finding) => ({ ...finding, of })));
  return all;
}

function settingFindings(realm: Realm, countries: readonly CountryParts[], audits: readonly AuditParts[]): readonly SettingFinding[] {
  return [
    ...countries.flatMap((country) =>
      countrySettings.map(({ id, problems }) => ({ id, of: country.code, problems: problems(country, realm) })),
    ),
    ...audits.flatMap((audit) => auditSettings.map(({ id, problems }) => ({ id, of: audit.stack.id, problems: problems(audit, realm) }))),
  ];
}
