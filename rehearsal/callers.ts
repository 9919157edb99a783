import type { Caller } from './cloud.ts';

/** An AWS service that calls in its own name, for one resource: CloudTrail that delivers the log of a trail, S3 that emits an event. */
export const serviceCaller = (service: string, sourceArn?: string): Caller => ({
  principal: { kind: 'service', service },
  identityPolicies: [],
  sourceArn,
  userId: service,
  sourceIp: service,
  userAgent: service,
});

/** Where a request came from. */
export interface CallOrigin {
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** A caller without credentials. */
export const anonymousCaller = (origin: CallOrigin): Caller => ({
  principal: { kind: 'anonymous' },
  identityPolicies: [],
  userId: 'anonymous',
  ...origin,
});
