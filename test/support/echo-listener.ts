import { createAwsListener } from '../../rehearsal/aws-listener.ts';
import { type AwsCall, AwsError, type EmbeddedService } from '../../rehearsal/cloud.ts';
import { readBody } from '../../rehearsal/wire/body.ts';
import { REGION, type TestCredentials } from './aws-requests.ts';

const echo = (scope: string): EmbeddedService => ({
  scopes: [scope],
  handle: async (call: AwsCall) => {
    if (call.request.headers['x-break'] !== undefined) throw new Error(String(call.request.headers['x-break']));
    const body = await readBody(call.request, 1_000_000);
    const { payload } = call.signature.kind === 'header' ? call.signature : { payload: undefined };
    call.response.end(
      JSON.stringify({
        scope,
        caller: call.caller.userId,
        signature: call.signature.kind,
        payload: payload?.kind,
        path: call.url.pathname,
        body: body.toString('utf8'),
      }),
    );
  },
  resourceTypes: {},
  open: async () => {},
  close: async () => {},
});

export interface EchoListener {
  readonly origin: string;
  /** Moves the listener's clock. */
  readonly setNow: (now: Date) => void;
  readonly reports: readonly string[];
  readonly close: () => Promise<void>;
}

/** A listener that knows the given credentials, whose services answer what they were called with, and break on `x-break`. */
export const openEchoListener = async (known: readonly (TestCredentials & { readonly expiresAt?: Date })[]): Promise<EchoListener> => {
  let now: Date | undefined;
  const reports: string[] = [];
  const listener = await createAwsListener({
    region: REGION,
    now: () => now ?? new Date(),
    services: () => ['s3', 'kms', 'sts', 'lambda'].map(echo),
    report: (line) => reports.push(line),
    authenticator: { find: (accessKeyId, sessionToken) => find(known, { accessKeyId, sessionToken }) },
  });
  return { origin: listener.origin, close: listener.close, reports, setNow: (date) => (now = date) };
};

const find = (
  known: readonly (TestCredentials & { readonly expiresAt?: Date })[],
  asked: { readonly accessKeyId: string; readonly sessionToken: string | undefined },
) => {
  const found = known.find((each) => each.accessKeyId === asked.accessKeyId);
  if (found === undefined) throw new AwsError('InvalidAccessKeyId', 403, 'unknown');
  if (found.sessionToken !== asked.sessionToken) throw new AwsError('InvalidToken', 400, 'wrong token');
  return {
    secretAccessKey: found.secretAccessKey,
    expiresAt: found.expiresAt,
    identity: (origin: { readonly sourceIp: string; readonly userAgent: string }) => ({
      principal: { kind: 'user', accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/echo' } as const,
      identityPolicies: [],
      userId: 'AIDAECHO',
      ...origin,
    }),
  };
};
