import { AwsError } from '../../cloud.ts';
import type { S3 } from '../s3.ts';
import type { CorsRule } from '../store/settings.ts';
import type { Answer } from './answer.ts';
import type { S3Request } from './request.ts';

/** Who asks what of which bucket. */
export interface CrossOrigin {
  readonly bucket?: string | undefined;
  readonly origin: string | undefined;
  readonly method: string;
}

/** Headers that a bucket's CORS configuration adds to an answer, a refusal too; none where no rule matches. */
export const corsHeaders = (s3: S3, { bucket, origin, method }: CrossOrigin): Readonly<Record<string, string>> => {
  const rules = s3.buckets.find(bucket ?? '')?.settings.cors ?? [];
  if (origin === undefined || rules.length === 0) return {};
  const rule = rules.find((each) => allowsOrigin(each, origin) && allowsMethod(each, method));
  return rule === undefined ? {} : allowance(rule, { origin });
};

/** Answers the question of a browser (Fetch standard: "CORS-preflight fetch") from the bucket's CORS configuration. */
export const preflight = (s3: S3, request: S3Request): Answer => {
  const origin = request.header('origin');
  const method = request.header('access-control-request-method');
  if (origin === undefined || method === undefined) {
    throw new AwsError('BadRequest', 400, 'Insufficient information. Origin request header needed.');
  }
  const rules = s3.buckets.find(request.bucket ?? '')?.settings.cors ?? [];
  if (rules.length === 0) throw forbidden('CORSResponse: CORS is not enabled for this bucket.');
  const headers = (request.header('access-control-request-headers') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const wanted = headers.filter((name) => name !== '');
  const rule = rules.find((each) => allowsOrigin(each, origin) && allowsMethod(each, method) && allowsHeaders(each, wanted));
  if (rule === undefined) throw forbidden('CORSResponse: This CORS request is not allowed.');
  return { status: 200, headers: allowance(rule, { origin, headers: wanted }) };
};

const forbidden = (message: string): AwsError => new AwsError('AccessForbidden', 403, message);

const allowance = (
  rule: CorsRule,
  asked: { readonly origin: string; readonly headers?: readonly string[] },
): Readonly<Record<string, string>> => {
  const any = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': any ? '*' : asked.origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(any ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(asked.headers === undefined || asked.headers.length === 0 ? {} : { 'access-control-allow-headers': asked.headers.join(', ') }),
    ...(rule.exposedHeaders.length === 0 ? {} : { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }),
    ...(asked.headers === undefined || rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
};

const allowsOrigin = (rule: CorsRule, origin: string): boolean => rule.allowedOrigins.some((pattern) => fits(pattern, origin));

const allowsMethod = (rule: CorsRule, method: string): boolean => rule.allowedMethods.some((each) => each === method);

const allowsHeaders = (rule: CorsRule, headers: readonly string[]): boolean =>
  headers.every((header) => rule.allowedHeaders.some((pattern) => fits(pattern.toLowerCase(), header)));

/** A pattern has at most one `*`. */
const fits = (pattern: string, text: string): boolean => {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
};
