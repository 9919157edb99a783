import type { RebuiltDispatch } from './rebuild.ts';

/** A dispatch as the register holds it, as far as it is compared. */
export interface RegisterDispatch {
  readonly dispatchId: string;
  readonly box: 'in' | 'out';
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly sentBy: string;
  readonly case: string;
  readonly urgency: string;
  readonly issuedAt: string;
  readonly documents: number;
  readonly totalBytes: number;
  readonly manifestSha256: string;
  readonly inReplyTo?: string;
  /** SHA-256 of every receipt. */
  readonly receipts: readonly string[];
  readonly arrived: readonly { readonly documentNumber: number; readonly versionId: string; readonly sizeBytes: number }[];
}

export interface Difference {
  readonly dispatchId: string;
  readonly field: string;
}

export interface Comparison {
  readonly compared: number;
  /** Fields that came out the same, by name, with how often. */
  readonly same: Readonly<Record<string, number>>;
  /** Said differently by the books: a fault, or somebody wrote past the ledger. */
  readonly differing: readonly Difference[];
  readonly onlyInLedger: readonly string[];
  readonly onlyInRegister: readonly string[];
}

/** Record by record: what was rebuilt against what the register holds. Values stay out of the outcome: they are case data. Pure. */
export function compare(country: string, rebuilt: readonly RebuiltDispatch[], register: ReadonlyMap<string, RegisterDispatch>): Comparison {
  const known = new Set(rebuilt.map(({ dispatchId }) => dispatchId));
  const both = rebuilt.flatMap((one) => {
    const held = register.get(one.dispatchId);
    return held ? [{ dispatchId: one.dispatchId, fields: fieldsOf(country, one, held) }] : [];
  });
  const same: Record<string, number> = {};
  for (const [field, isSame] of both.flatMap(({ fields }) => fields)) if (isSame) same[field] = (same[field] ?? 0) + 1;
  return {
    compared: both.length,
    same,
    differing: both.flatMap(({ dispatchId, fields }) => fields.filter(([, isSame]) => !isSame).map(([field]) => ({ dispatchId, field }))),
    onlyInLedger: [...known].filter((id) => !register.has(id)),
    onlyInRegister: [...register.keys()].filter((id) => !known.has(id)),
  };
}

type Field = readonly [string, boolean];

function fieldsOf(country: string, rebuilt: RebuiltDispatch, held: RegisterDispatch): readonly Field[] {
  const own = rebuilt.box === 'out' ? held.from : held.to;
  const common: readonly Field[] = [
    ['box', rebuilt.box === held.box],
    ['own country', own === country],
    ['state', rebuilt.state === held.state],
    ['receipts', isSameSet(rebuilt.receipts, held.receipts)],
  ];
  if (rebuilt.box === 'out')
    return [
      ...common,
      ['sender’s magistrate', rebuilt.sentBy === held.sentBy],
      ['manifest', rebuilt.manifestSha256 === held.manifestSha256],
    ];
  const versions = (all: RegisterDispatch['arrived']) => all.map((one) => `${one.documentNumber} ${one.versionId} ${one.sizeBytes}`);
  return [...common, ['documents in the box', isSameSet(versions(rebuilt.arrived), versions(held.arrived))]];
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set([...one, ...other]).size === new Set(one).size;
}
