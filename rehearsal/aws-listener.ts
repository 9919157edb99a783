import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { anonymousCaller, type CallOrigin } from './callers.ts';
import { type AwsCall, AwsError, type Caller, type EmbeddedService, type Signature } from './cloud.ts';
import type { Faults } from './faults.ts';
import { newRequestId } from './request-id.ts';
import { readClaims, type SignatureClaims } from './sigv4/claims.ts';
import { type KnownCredential, verifyRequest } from './sigv4/verify.ts';
import { readWireRequest, type WireRequest } from './sigv4/wire-request.ts';
import { readBody, replay } from './wire/body.ts';
import { writeError } from './wire/error-response.ts';
import { type Protocol, protocolOf } from './wire/protocol.ts';

/** Whose credentials the listener knows, and who calls with them now. */
export interface Authenticator {
  readonly find: (accessKeyId: string, sessionToken: string | undefined) => KnownCredential<(origin: CallOrigin) => Caller>;
}

export interface AwsListenerProps {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
  readonly region: string;
  /** In which S3 and KMS answer too. @default none */
  readonly otherRegions?: readonly string[];
  readonly now: () => Date;
  readonly authenticator: Authenticator;
  /** Asked on every request, so that services may be made after the listener. */
  readonly services: () => readonly EmbeddedService[];
  readonly report: (line: string) => void;
  /** Faults on purpose, before a service sees a request whose signature holds. @default none */
  readonly faults?: Pick<Faults, 'before'>;
}

export interface AwsListener {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Stops listening and ends open connections. */
  readonly close: () => Promise<void>;
}

/**
 * Serves every AWS service of the rehearsal on one origin: the credential scope of a request names its service. Verifies the signature
 * before a service sees the request. Unsigned requests go to S3 as anonymous ones. Bodies of S3 requests are streamed through unread.
 */
export const createAwsListener = async (props: AwsListenerProps): Promise<AwsListener> => {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    answer(props, { request, response }).catch((error: unknown) => {
      props.report(`aws: ${String(error)}`);
      response.destroy();
    });
  };
  const server = createServer({ maxHeaderSize: 32_768, headersTimeout: 20_000, requestTimeout: 3_600_000, keepAliveTimeout: 65_000 });
  server.timeout = 180_000;
  server.on('request', serve);
  server.on('checkContinue', serve);
  const host = props.host ?? '127.0.0.1';
  const port = await listen(server, { host, port: props.port ?? 0 });
  return { origin: `http://${host}:${port}`, close: () => close(server) };
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Route {
  readonly service: string;
  readonly protocol: Protocol;
}

const answer = async (props: AwsListenerProps, exchange: Exchange): Promise<void> => {
  const { request, response } = exchange;
  let route = guessRoute(request);
  let requestId = identify(response, route.service);
  try {
    const wire = readWireRequest(request);
    // a preflight carries the link's query, which was signed for another method: S3 answers it without asking who it is
    const claims = request.method === 'OPTIONS' ? undefined : readClaims(wire);
    if (claims !== undefined) {
      route = signedRoute(claims);
      requestId = identify(response, route.service);
    }
    const call = await openCall(props, { exchange, wire, claims, requestId });
    await props.faults?.before(route.service);
    await serviceFor(props, route).handle(call);
  } catch (error) {
    const refusing = props.services().find((each) => each.scopes.includes(route.service));
    for (const [name, value] of Object.entries(refusing?.refusalHeaders?.(request) ?? {})) response.setHeader(name, value);
    writeError(response, { protocol: route.protocol, error: asAwsError(error, props), requestId });
    await discard(request);
  }
};

/** Gives the answer its request id, in the header and form that the service uses. */
const identify = (response: ServerResponse, service: string): string => {
  const [header, other] = service === 's3' ? ['x-amz-request-id', 'x-amzn-requestid'] : ['x-amzn-requestid', 'x-amz-request-id'];
  const requestId = newRequestId(service);
  response.removeHeader(other);
  response.setHeader(header, requestId);
  return requestId;
};

/** What an unsigned or unreadable request speaks, by the shape of the API it would belong to. */
const guessRoute = (request: IncomingMessage): Route => {
  if (request.headers['x-amz-target'] !== undefined) return { service: 'unknown', protocol: 'json-1.1' };
  if (request.method === 'POST' && request.url === '/') return { service: 'unknown', protocol: 'query' };
  return { service: 's3', protocol: 'rest-xml' };
};

const signedRoute = (claims: SignatureClaims): Route => {
  const { service } = claims.credential;
  return { service, protocol: protocolOf(service) ?? 'rest-json' };
};

const serviceFor = (props: AwsListenerProps, route: Route): EmbeddedService => {
  const service = props.services().find((each) => each.scopes.includes(route.service));
  if (service !== undefined) return service;
  throw new AwsError('NotImplemented', 501, `The rehearsal has no service with the credential scope '${route.service}'.`);
};

interface Opening {
  readonly exchange: Exchange;
  readonly wire: WireRequest;
  readonly claims: SignatureClaims | undefined;
  readonly requestId: string;
}

const openCall = async (props: AwsListenerProps, opening: Opening): Promise<AwsCall> => {
  const { exchange, wire, claims, requestId } = opening;
  const { response } = exchange;
  const origin = originOf(exchange.request);
  if (claims === undefined) {
    if (guessRoute(exchange.request).service !== 's3') throw missingToken();
    continueBody(exchange);
    return { ...exchange, requestId, url: wire.url, caller: anonymousCaller(origin), signature: { kind: 'none' } };
  }
  const body = claims.credential.service === 's3' ? undefined : await readWhole(exchange);
  const { identity, signature } = verify(props, { wire, claims, body });
  if (body === undefined) continueBody(exchange);
  const request = body === undefined ? exchange.request : replay(exchange.request, body);
  const { region } = claims.credential;
  return { request, response, requestId, url: wire.url, caller: identity(origin), signature, region };
};

const verify = (
  props: AwsListenerProps,
  signed: { readonly wire: WireRequest; readonly claims: SignatureClaims; readonly body: Uint8Array | undefined },
): { readonly identity: (origin: CallOrigin) => Caller; readonly signature: Signature } =>
  verifyRequest({
    request: signed.wire,
    claims: signed.claims,
    body: signed.body,
    find: props.authenticator.find,
    regions: regionsOf(props, signed.claims.credential.service),
    now: props.now(),
  });

const regionsOf = ({ region, otherRegions = [] }: AwsListenerProps, service: string): readonly string[] => {
  if (service === 'iam') return ['us-east-1', region];
  return service === 's3' || service === 'kms' ? [region, ...otherRegions] : [region];
};

const missingToken = (): AwsError => new AwsError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token');

/** DynamoDB's batches are the largest requests outside S3. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const readWhole = async (exchange: Exchange): Promise<Buffer> => {
  continueBody(exchange);
  return readBody(exchange.request, MAX_BODY_BYTES);
};

const continueBody = ({ request, response }: Exchange): void => {
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
};

const originOf = (request: IncomingMessage): CallOrigin => ({
  sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  userAgent: request.headers['user-agent'] ?? '',
});

const asAwsError = (error: unknown, props: AwsListenerProps): AwsError => {
  if (error instanceof AwsError) return error;
  props.report(`aws: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.');
};

/** Bytes of a refused body that are still read, so that the client sees the answer; a longer one costs it the connection. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

const discard = async (request: IncomingMessage): Promise<void> => {
  if (request.complete || request.destroyed) return;
  let sizeBytes = 0;
  request.on('data', (piece: Buffer) => {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_DISCARDED_BYTES) request.destroy();
  });
  request.on('error', () => request.destroy());
  request.resume();
};

const listen = (server: Server, at: { readonly host: string; readonly port: number }): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : at.port);
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
