import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccess, type DecidingAccess } from '../../rehearsal/access.ts';
import { createAwsListener } from '../../rehearsal/aws-listener.ts';
import type { BusEvent, EmbeddedService, ProvisionedResource } from '../../rehearsal/cloud.ts';
import { createCloudTrail, type EmbeddedCloudTrail } from '../../rehearsal/cloudtrail.ts';
import { createIam, type Iam } from '../../rehearsal/iam.ts';
import { createKms, type EmbeddedKms } from '../../rehearsal/kms.ts';
import { createSts, type Sts } from '../../rehearsal/sts.ts';
import { REGION, type TestCredentials } from './aws-requests.ts';
import { createShelf, type Shelf } from './shelf.ts';

export const ACCOUNT = '111122223333';

/** The identity and evidence half of the embedded cloud, with a shelf for an archive. */
export interface IdentityCloud {
  readonly origin: string;
  readonly stateDir: string;
  readonly access: DecidingAccess;
  readonly iam: Iam;
  readonly sts: Sts;
  readonly kms: EmbeddedKms;
  readonly trail: EmbeddedCloudTrail;
  readonly shelf: Shelf;
  readonly busEvents: readonly BusEvent[];
  readonly reports: readonly string[];
  readonly provision: (logicalId: string, type: string, properties: Readonly<Record<string, unknown>>) => Promise<ProvisionedResource>;
  readonly clientConfig: (credentials: TestCredentials) => {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: TestCredentials;
    readonly maxAttempts: number;
  };
  /** Moves the clock by so many seconds from real time. */
  readonly skew: (seconds: number) => void;
  /** Stops as Ctrl-C does; the state folder stays. */
  readonly stop: () => Promise<void>;
}

/** Opens the cloud on a state folder; removes that folder at the end with `removeState`. */
export const openIdentityCloud = async (stateDir: string): Promise<IdentityCloud> => {
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const reports: string[] = [];
  const busEvents: BusEvent[] = [];
  const place = { accountId: ACCOUNT, region: REGION, stateDir, now, report: (line: string) => reports.push(line) };
  const access = createAccess(place);
  const iam = createIam(place);
  const shelf = createShelf(() => kms.keys);
  const events = { put: async (event: BusEvent) => void busEvents.push(event) };
  let origin = '';
  const trail = createCloudTrail({ ...place, access, archive: shelf, events, endpoint: () => origin, deliverySeconds: 0 });
  const kms = createKms({ ...place, access, trail: trail.recorder, principalExists: iam.exists });
  const sts = createSts({ ...place, access, trail: trail.recorder, iam });
  const services: readonly EmbeddedService[] = [iam.service, sts.service, kms.service, trail.service, shelf.service];
  const listener = await createAwsListener({ ...place, authenticator: iam.authenticator, services: () => services });
  origin = listener.origin;
  for (const service of services) await service.open();
  return {
    origin,
    stateDir,
    ...{ access, iam, sts, kms, trail, shelf, busEvents, reports },
    provision: (logicalId, type, properties) => provision(services, { stack: 'Test', logicalId, type, properties }),
    clientConfig: (credentials) => ({ endpoint: origin, region: REGION, credentials, maxAttempts: 1 }),
    skew: (seconds) => (offsetMs = seconds * 1000),
    stop: async () => {
      await listener.close();
      for (const service of services) await service.close();
    },
  };
};

export const newState = (): Promise<string> => mkdtemp(join(tmpdir(), 'identity-cloud-'));
export const removeState = (stateDir: string): Promise<void> => rm(stateDir, { recursive: true, force: true });

const provision = (
  services: readonly EmbeddedService[],
  resource: Parameters<EmbeddedService['resourceTypes'][string]>[0],
): Promise<ProvisionedResource> => {
  const owner = services.find((service) => service.resourceTypes[resource.type] !== undefined)?.resourceTypes[resource.type];
  if (owner === undefined) throw new Error(`No service provisions ${resource.type}`);
  return owner(resource);
};

/** A policy document of the given statements. */
export const document = (...statements: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** Code of the AWS error that a call ends with; `ok` where it succeeds. */
export const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
};
