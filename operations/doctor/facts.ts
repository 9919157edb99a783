import type { Asked } from './finding.ts';

/** Everything that the checks judge. Probes gather it; the checks ask nobody. */
export interface Facts {
  readonly nodeVersion: string;
  /** Version of the CDK command line that is installed, and the one that package.json pins. */
  readonly cdkCli: Asked<{ readonly installed: string; readonly wanted: string }>;
  /** Clock of AWS minus the clock of this machine. */
  readonly clockAheadSeconds: Asked<number>;
  readonly places: readonly PlaceFacts[];
  /** Of the countries that name a provider of their own. */
  readonly providers: readonly ProviderLook[];
}

/** Under which a place holds the trail of an account that is not the archive's. */
export const trailHere = 'trail';

/** An account and Region of the configuration, and what stands there. */
export interface PlaceFacts {
  readonly account: string;
  readonly region: string;
  /** Codes of the countries, and `audit`, `directory`, `portal`, `trail`. */
  readonly holds: readonly string[];
  /** Whose credentials these are, or how AWS refused them. */
  readonly caller: Asked<{ readonly account: string } | { readonly refused: string }>;
  /** undefined where the place was never bootstrapped. */
  readonly bootstrapVersion: Asked<number | undefined>;
  /** Ids of services in the Region, as in AWS's public parameters: `kms`, `ses`. */
  readonly services: Asked<readonly string[]>;
  readonly stacks: Asked<readonly StackFact[]>;
  readonly trails: Asked<readonly TrailFact[]>;
  readonly mail: Asked<MailFact>;
  readonly roles: Asked<{ readonly inUse: number; readonly quota: number }>;
  readonly concurrentExecutions: Asked<number>;
  readonly quotas: Readonly<Record<QuotaName, Asked<QuotaFact>>>;
  /** Topics that the alarms of this place go to, each with what it says of itself. */
  readonly topics: readonly TopicLook[];
  /** Object Lock of the drop boxes and the archive that exist. */
  readonly locks: Asked<readonly LockFact[]>;
  /** Of every country here that made its documents key itself. */
  readonly ownKeys: Asked<readonly OwnKeyFact[]>;
}

export const quotaNames = ['eventRules', 'stacks', 'userPools', 'signatures', 'eventInvocations', 'apiRequests'] as const;
export type QuotaName = (typeof quotaNames)[number];

export interface QuotaFact {
  readonly limit: number;
  /** Absent where nobody counts it. */
  readonly inUse?: number;
  /** AWS's own value: none was applied to the account. */
  readonly isDefault: boolean;
}

export interface TopicLook {
  readonly arn: string;
  /** undefined where there is no such topic. */
  readonly topic: Asked<{ readonly confirmed: number; readonly pending: number; readonly isOpenToAlarms: boolean } | undefined>;
}

/** What a country's own OpenID provider says of itself. */
export interface ProviderLook {
  readonly country: string;
  readonly discovery: Asked<DocumentLook>;
  /** What its `jwks_uri` answers. */
  readonly keys: Asked<DocumentLook>;
}

/** What an address answered; `failure` where that was no JSON document. */
export type DocumentLook =
  | { readonly failure: string }
  | { readonly document: unknown; readonly sizeBytes: number; readonly milliseconds: number };

export interface StackFact {
  readonly name: string;
  /** CloudFormation's own word: `UPDATE_COMPLETE`. */
  readonly status: string;
  /** Nobody deletes it before its protection against termination is lifted. @default false */
  readonly isProtected?: boolean;
  /** Of a vault: the key under which documents lie, and whether the country made it itself. */
  readonly documentsKey?: { readonly arn: string; readonly isOwnMaking: boolean };
}

/** A documents key that a country made itself. */
export interface OwnKeyFact {
  readonly country: string;
  readonly arn: string;
  /** undefined where KMS knows no such key. */
  readonly key: Asked<KeyFact | undefined>;
  /** The document that KMS keeps. */
  readonly policy: Asked<unknown>;
  /** How many grants lend its use to others. */
  readonly grants: Asked<number>;
}

/** KMS's own words (docs: KeyMetadata). */
export interface KeyFact {
  readonly state: string;
  readonly usage: string;
  readonly spec: string;
  readonly origin: string;
  readonly manager: string;
  readonly isMultiRegion: boolean;
}

export interface TrailFact {
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
}

export interface MailFact {
  readonly isProduction: boolean;
  readonly isSending: boolean;
  readonly mailsPerSecond: number;
  /** Address or domain, and whether it is verified; absent: unknown to SES. */
  readonly senders: Readonly<Record<string, boolean>>;
}

export interface LockFact {
  readonly bucket: string;
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}
