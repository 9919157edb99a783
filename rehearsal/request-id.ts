import { randomBytes, randomUUID } from 'node:crypto';

/** An id as the service gives its requests: sixteen letters and digits for S3, a UUID elsewhere. */
export const newRequestId = (service: string): string => (service === 's3' ? randomBytes(8).toString('hex').toUpperCase() : randomUUID());
