import { buses } from '../aws/buses.ts';
import { logFiles } from '../aws/log-files.ts';
import { presigner } from '../aws/presign.ts';
import { s3Caller } from '../aws/s3-call.ts';
import { readCredentials, readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { readLogEnvironment } from './env.ts';
import { readLog } from './read-log.ts';

const env = readEnvironment(readLogEnvironment);
const region = readRegion();
const presign = presigner({ region, endpoint: readEndpoint() }, world.now);
const call = s3Caller(presign, world);
const tell = buses(env.EVENT_SOURCE);
const reader = { world, region, archiveBucket: env.ARCHIVE_BUCKET, dropBoxPrefix: env.DROP_BOX_PREFIX, tell };

/** The role's session is renewed while the function lives: its credentials are read at each start of work. */
export const handler = (event: unknown): Promise<void> =>
  readLog({ ...reader, archive: logFiles({ bucket: env.ARCHIVE_BUCKET, call, presign, credentials: readCredentials() }) }, event);
