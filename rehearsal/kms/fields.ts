import * as z from 'zod';

/** Fields that several KMS operations share. Anything else in a request is refused, grant tokens and dry runs included. */
export const keyId = z.string().min(1).max(2048);
export const encryptionContext = z.record(z.string().min(1), z.string()).default({});
export const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
export const symmetricAlgorithm = z.literal('SYMMETRIC_DEFAULT').default('SYMMETRIC_DEFAULT');
export const limit = z.number().int().min(1).max(1000).default(100);
/** Markers are not handed out: every list fits one page. */
export const noMarker = z.undefined().optional();
