import type { Proof } from '../proof.ts';
import type { Witness } from '../witness.ts';
import { type Sentence, sentences } from './words.ts';

/** A sentence of the proof, and what came out of it. */
export interface SentenceVerdict extends Sentence {
  readonly holds: boolean;
  /** How many scenes, countries or roles it was asked of. */
  readonly asked: number;
  readonly breaches: readonly Breach[];
}

export interface Breach {
  readonly where: string;
  readonly witness?: Witness;
  readonly detail?: string;
}

/** Gathers the findings of a proof under its sentences. One that was asked of nothing, such as of copies where there are none, claims nothing. */
export function verdictsOf(proof: Proof): readonly SentenceVerdict[] {
  return sentences
    .map((sentence) => {
      const breaches = breachesOf(proof, sentence);
      return { ...sentence, holds: breaches.length === 0, asked: askedOf(proof, sentence), breaches };
    })
    .filter(({ asked }) => asked > 0);
}

function breachesOf(proof: Proof, { id }: Sentence): readonly Breach[] {
  return [
    ...proof.findings
      .filter((finding) => finding.id === id && !finding.holds)
      .map(({ scene, witness }) => (witness ? { where: scene, witness } : { where: scene, detail: 'no request of this kind is allowed' })),
    ...proof.settings
      .filter((finding) => finding.id === id)
      .flatMap(({ of, problems }) => problems.map((detail) => ({ where: of, detail }))),
    ...proof.escalations
      .filter(({ rule }) => rule === id)
      .map(({ role, statements }) => ({ where: role, detail: `allowed by ${statements.join(', ')}` })),
  ];
}

function askedOf(proof: Proof, { id, chapter }: Sentence): number {
  if (chapter === 'standing') return proof.standingRoles;
  const all = chapter === 'settings' ? proof.settings : proof.findings;
  return all.filter((finding) => finding.id === id).length;
}

/** A breach as one line for a terminal or a test report. */
export function breachText({ where, witness, detail }: Breach): string {
  if (!witness) return `${where}: ${detail ?? ''}`;
  const circumstances = Object.entries(witness.context).map(([key, value]) => `${key}=${value}`);
  const { evaluated } = witness;
  const by = 'unreadable' in evaluated ? evaluated.unreadable : evaluated.statements.join(', ') || evaluated.reason;
  return `${where}: ${witness.by} may ${witness.action} on ${witness.resource} with ${circumstances.join(', ') || 'nothing else'}; allowed by ${by}`;
}
