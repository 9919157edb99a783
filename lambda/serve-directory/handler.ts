import { directoryStore } from '../aws/directory-store.ts';
import { presigner } from '../aws/presign.ts';
import { s3Caller } from '../aws/s3-call.ts';
import { readCredentials, readEndpoint, readEnvironment, readRegion } from '../env.ts';
import { world } from '../world.ts';
import { serveDirectoryEnvironment } from './env.ts';
import { directoryServer } from './serve-directory.ts';

const env = readEnvironment(serveDirectoryEnvironment);
const call = s3Caller(presigner({ region: readRegion(), endpoint: readEndpoint() }, world.now), world);
const published = directoryStore(env.DIRECTORY_BUCKET, call, readCredentials);

export const handler = directoryServer(published, world);
