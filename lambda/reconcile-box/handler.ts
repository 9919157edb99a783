import { bus } from '../aws/bus.ts';
import { dynamoListingStore } from '../aws/dynamo-listing-store.ts';
import { kmsSigner } from '../aws/kms-signer.ts';
import { presigner } from '../aws/presign.ts';
import { s3Caller } from '../aws/s3-call.ts';
import { versionLister } from '../aws/versions.ts';
import { accountOf, readCredentials, readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { reconcileBoxEnvironment } from './env.ts';
import { reconcileBox } from './reconcile-box.ts';

const env = readEnvironment(reconcileBoxEnvironment);
const region = readRegion();
const call = s3Caller(presigner({ region, endpoint: readEndpoint() }, world.now), world);
const desk = {
  country: env.COUNTRY,
  times: env.TIMES,
  store: dynamoListingStore({ register: env.REGISTER_TABLE, ledger: env.LEDGER_TABLE }),
  world,
  bucket: env.DROP_BOX,
  account: accountOf(env.SIGNING_KEY_ARN),
  region,
  eventSource: env.EVENT_SOURCE,
  sign: kmsSigner(env.SIGNING_KEY_ARN),
  announce: bus(),
  patienceSeconds: env.PATIENCE_SECONDS,
  lookBackDays: env.LOOK_BACK_DAYS,
};

/** The role's session is renewed while the function lives: its credentials are read at each start of work. */
export const handler = (): Promise<void> => reconcileBox({ ...desk, listVersions: versionLister(env.DROP_BOX, call, readCredentials()) });
