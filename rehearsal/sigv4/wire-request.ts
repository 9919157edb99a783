import type { IncomingMessage } from 'node:http';
import { AwsError } from '../cloud.ts';

/** A request exactly as it came over the wire, before anything reads meaning into it. */
export interface WireRequest {
  readonly method: string;
  /** Path as sent. */
  readonly rawPath: string;
  /** Path with its percent escapes undone once. */
  readonly decodedPath: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names; every occurrence in order, trimmed, inner runs of white space made one space. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly url: URL;
}

/**
 * Reads method, path, query and headers, and refuses whatever two readers could understand differently: absolute targets, dot
 * segments and backslashes (WHATWG URL would move the path), fragments, a query parameter or an authentication header that comes twice.
 */
export const readWireRequest = (request: IncomingMessage): WireRequest => {
  const target = request.url ?? '';
  if (!target.startsWith('/') || target.includes('#')) throw invalidUri();
  const url = parseUrl(target);
  const rawPath = target.split('?', 1)[0] ?? '';
  const decodedPath = decode(rawPath);
  if (decode(url.pathname) !== decodedPath) throw invalidUri();
  const query = [...url.searchParams.entries()];
  refuseDuplicateParameters(query);
  const headers = readHeaders(request.rawHeaders);
  return { method: request.method ?? 'GET', rawPath, decodedPath, query, headers, url };
};

/** The one value of a header; undefined where it is absent. Refuses a header that comes more than once. */
export const singleHeader = (request: WireRequest, name: string): string | undefined => {
  const values = request.headers.get(name);
  if (values !== undefined && values.length > 1) throw new AwsError('InvalidRequest', 400, `The header ${name} was sent more than once.`);
  return values?.[0];
};

/** The value of a query parameter, by its exact name. */
export const parameter = (request: WireRequest, name: string): string | undefined => request.query.find(([each]) => each === name)?.[1];

const invalidUri = (): AwsError => new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.");

const parseUrl = (target: string): URL => {
  try {
    return new URL(`http://127.0.0.1${target}`);
  } catch {
    throw invalidUri();
  }
};

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidUri();
  }
};

const refuseDuplicateParameters = (query: WireRequest['query']): void => {
  const seen = new Set<string>();
  for (const [name] of query) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw new AwsError('InvalidArgument', 400, 'A query parameter was sent more than once.', { ArgumentName: name });
    seen.add(key);
  }
};

const readHeaders = (raw: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = (raw[index + 1] ?? '').trim().replace(/\s+/g, ' ');
    headers.set(name, [...(headers.get(name) ?? []), value]);
  }
  return headers;
};
