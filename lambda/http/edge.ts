import type * as z from 'zod/mini';
import { Refusal } from '../../domain/refusal.ts';
import { faultOf } from '../fault.ts';
import type { World } from '../world.ts';
import { bodyOf, type HttpEvent, httpEvent, parse } from './request.ts';
import { SignedRefusal } from './signed-refusal.ts';

/** One route behind the edge: parses its own input and answers. */
export interface Route {
  readonly maxBodyBytes: number;
  readonly act: (request: DeskRequest) => Promise<Answer>;
}

export interface DeskRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Claims of the access token, which the HTTP API's authorizer verified; undefined at the foreign door. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Parses the body; throws a Refusal. An absent body counts as `{}`. */
  readonly body: <Output>(schema: z.ZodMiniType<Output>) => Output;
}

export interface Answer {
  readonly status: 200 | 201;
  readonly body: unknown;
}

/** What a function gives back to an HTTP API (payload format version 2.0). */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type HttpHandler = (event: unknown) => Promise<HttpAnswer>;

/** Bodies of most routes: a draft of 1,000 documents is the largest. */
export const usualBodyBytes = 1_000_000;

/**
 * The one edge of every function behind an HTTP API: size first, then JSON, then the strict schema. Refusals become their body and
 * status, anything unexpected a bare 500; either way one line in the log that names route, status and code and nothing of the case.
 */
export function httpHandler(routes: Readonly<Record<string, Route>>, world: World): HttpHandler {
  return async (event) => {
    const begun = world.now().getTime();
    const parsed = httpEvent.safeParse(event);
    if (!parsed.success) return answerWith(400, new Refusal('InvalidInput').toBody());
    const { answer, ...outcome } = await answerTo(parsed.data, routes);
    const { routeKey, requestContext } = parsed.data;
    const milliseconds = world.now().getTime() - begun;
    world.log({
      event: 'Request',
      route: routeKey,
      request: requestContext.requestId,
      status: answer.statusCode,
      milliseconds,
      ...outcome,
    });
    return answer;
  };
}

interface Outcome {
  readonly answer: HttpAnswer;
  readonly code?: string;
  readonly fault?: string;
}

async function answerTo(event: HttpEvent, routes: Readonly<Record<string, Route>>): Promise<Outcome> {
  try {
    const route = Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
    if (!route) throw new Refusal('NotFound');
    const { status, body } = await route.act(requestOf(event, route.maxBodyBytes));
    return { answer: answerWith(status, body) };
  } catch (error) {
    if (!(error instanceof Refusal)) return { answer: answerWith(500, { code: 'Internal' }), code: 'Internal', fault: faultOf(error) };
    const receipt = error instanceof SignedRefusal ? { receipt: error.receipt } : {};
    return { answer: answerWith(error.status, { ...error.toBody(), ...receipt }), code: error.code };
  }
}

function requestOf(event: HttpEvent, maxBodyBytes: number): DeskRequest {
  const content = bodyOf(event, maxBodyBytes);
  return {
    path: event.pathParameters,
    query: event.queryStringParameters,
    headers: Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value])),
    claims: event.requestContext.authorizer?.jwt.claims,
    body: (schema) => parse(schema, content ?? {}),
  };
}

function answerWith(statusCode: number, body: unknown): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json; charset=utf-8', ...protectiveHeaders }, body: JSON.stringify(body) };
}

/** For an API whose answers are nobody's page: OWASP REST Security Cheat Sheet. */
export const protectiveHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
} as const;
