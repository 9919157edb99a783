import { openS3Cloud } from './s3-cloud.ts';

/** A cloud in a process of its own, to be killed. */
const cloud = await openS3Cloud({ stateDir: process.argv[2] ?? '' });
await cloud.bucket('box', { VersioningConfiguration: { Status: 'Enabled' } });
process.send?.({ origin: cloud.origin, credentials: cloud.credentials });
