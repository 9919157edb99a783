import type { Asked } from './finding.ts';

/** Everything that the checks judge. Probes gather it; the checks ask nobody. */
export interface Facts {
  readonly nodeVersion: string;
  /** Version of the CDK command line that is installed, and the one that package.json pins. */
  readonly cdkCli: Asked<{ readonly installed: string; readonly wanted: string }>;
  /** Clock of AWS minus the clock of this machine. */
  readonly clockAheadSeconds: Asked<number>;
  readonly places: readonly PlaceFacts[];
}

/** An account and Region of the configuration, and what stands there. */
export interface PlaceFacts {
  readonly account: string;
  readonly region: string;
  /** Codes of the countries, and `audit`, `directory`, `portal`. */
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
  /** Object Lock of the drop boxes and the archive that exist. */
  readonly locks: Asked<readonly LockFact[]>;
}

export interface StackFact {
  readonly name: string;
  /** CloudFormation's own word: `UPDATE_COMPLETE`. */
  readonly status: string;
}

export interface TrailFact {
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
}

export interface MailFact {
  readonly isProduction: boolean;
  readonly isSending: boolean;
  /** Address or domain, and whether it is verified; absent: unknown to SES. */
  readonly senders: Readonly<Record<string, boolean>>;
}

export interface LockFact {
  readonly bucket: string;
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}
