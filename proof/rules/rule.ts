/** A sentence in the three languages of the exchange. */
export interface Words {
  readonly en: string;
  readonly fr: string;
  readonly ar: string;
}

/** What a rule is about. */
export type Thing =
  | 'documents'
  | 'dropBox'
  | 'documentsKey'
  | 'signingKey'
  /** A signing key that the desk does not sign with. */
  | 'otherSigningKey'
  /** And did not lately. */
  | 'idleSigningKey'
  | 'sealingKey'
  | 'register'
  | 'ledger'
  | 'reader'
  | 'depositor'
  | 'custodian'
  | 'functionRoles'
  /** Objects in a country's copy. */
  | 'copies'
  /** Among them, the lines of the ledger. */
  | 'copiedLines'
  | 'copyBucket'
  | 'copyKey'
  | 'replicator'
  | 'copyReader'
  | 'logFiles'
  | 'accountLogs'
  | 'archive'
  | 'archiveKey'
  | 'results'
  | 'queries'
  | 'logTable'
  | 'auditor';

/** Who is excepted, or who alone is meant: roles of the same country, the auditor, the deploy path, or AWS services. */
export type Party = (typeof parties)[number];

export const parties = [
  'reader',
  'depositor',
  'custodian',
  'auditor',
  'logReader',
  'deployment',
  'functions',
  'signers',
  'bundleOpener',
  'linkFunction',
  'depositFunctions',
  'reconciler',
  'ledgerReader',
  'replicator',
  'ledgerCopier',
  'copyReader',
  'lambda',
  's3',
  'cloudTrail',
] as const;

/** A country without a copy has none of these, and nobody reads a copy unless the configuration says so. What binds them then binds nobody. */
export const partiesThatMayBeAbsent: ReadonlySet<Party> = new Set(['replicator', 'ledgerCopier', 'copyReader']);

/**
 * A rule forbids requests. `forbidden` is written in the policy language, so that it says exactly which: an action, a condition. The rule
 * holds if no request of any principal, under any other circumstance, is both forbidden by it and allowed by the templates. Placeholders:
 * `{dropBox}`, `{key}`, `{region}`, `{trail}`, `{country}`, of a country with a copy `{copy}`, `{copyKey}`, `{copyRegion}`; a placeholder may
 * stand for several values.
 */
export interface Rule {
  /** Stable, PascalCase. */
  readonly id: string;
  readonly words: Words;
  readonly on: Thing;
  readonly forbidden: Forbidden;
  /** The rule does not bind these. */
  readonly except?: readonly Party[];
  /** The rule binds these alone. */
  readonly by?: readonly Party[];
}

export interface Forbidden {
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A request that the templates must allow: without these a proof of refusals would prove nothing. */
export interface Purpose {
  readonly id: string;
  readonly words: Words;
  readonly on: Thing;
  readonly by: Party;
  readonly wanted: Forbidden;
}
