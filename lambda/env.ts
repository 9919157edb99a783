import * as z from 'zod/mini';
import { countryProfile, maxSigningKeys } from '../domain/directory.ts';
import { countryCode, instant } from '../domain/identifiers.ts';
import { limits } from '../domain/limits.ts';
import { timeRules } from '../domain/urgency.ts';

const arn = z.string().check(z.regex(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{12}:.+$/, 'an ARN'));

/** Every variable that a function may be given, and its form. A function's own env.ts picks what it needs; `z.input` is what lib/ sets. */
export const variables = {
  COUNTRY: countryCode,
  REGISTER_TABLE: z.string().check(z.minLength(3)),
  LEDGER_TABLE: z.string().check(z.minLength(3)),
  SIGNING_KEY_ARN: arn,
  SEALING_KEY_ARN: arn,
  DOCUMENTS_KEY_ARN: arn,
  /** Every signing key of the country, oldest first; only where there is more than one. */
  SIGNING_KEYS: jsonOf(
    z
      .array(
        z.strictObject({
          generation: z.int().check(z.minimum(1)),
          standing: z.enum(['announced', 'signing', 'former', 'retired']),
          until: z.optional(instant),
          arn,
        }),
      )
      .check(z.minLength(1), z.maxLength(maxSigningKeys)),
  ),
  DROP_BOX: z.string().check(z.minLength(3)),
  DEPOSITOR_ROLE_ARN: arn,
  READER_ROLE_ARN: arn,
  LIMITS: jsonOf(limits),
  TIMES: jsonOf(timeRules),
  DIRECTORY_KEY_ARN: arn,
  PROFILE: jsonOf(countryProfile),
  DESK_URL: z.url(),
  ISSUER: z.url(),
  CLIENT_ID: z.string().check(z.minLength(1)),
  SCOPE: z.string().check(z.minLength(1)),
  MAIL_FROM: z.email(),
  DUTY_MAILBOXES: jsonOf(z.array(z.email()).check(z.minLength(1), z.maxLength(50))),
  ESCALATION_MAILBOXES: jsonOf(z.array(z.email()).check(z.minLength(1), z.maxLength(50))),
  PORTAL_URL: z.url(),
  EVENT_SOURCE: z.string().check(z.minLength(3)),
  /** Who tells what stands in the log: the source of its events, and its account. */
  LOG_SOURCE: z.string().check(z.minLength(3)),
  LOG_ACCOUNT: z.string().check(z.regex(/^\d{12}$/, 'an account number')),
  ARCHIVE_BUCKET: z.string().check(z.minLength(3)),
  DROP_BOX_PREFIX: z.string().check(z.minLength(3)),
  /** Names of parameters; ten can be asked for at once (docs: Systems Manager API, GetParameters). */
  DESK_LISTS: jsonOf(z.array(z.string().check(z.startsWith('/'))).check(z.minLength(1), z.maxLength(10))),
  DIRECTORY_BUCKET: z.string().check(z.minLength(3)),
  PATIENCE_SECONDS: z.pipe(z.string().check(z.regex(/^\d{1,5}$/, 'seconds')), z.transform(Number)),
  LOOK_BACK_DAYS: z.pipe(z.string().check(z.regex(/^[1-9]\d{0,2}$/, 'days')), z.transform(Number)),
  EXCHANGE: z.string().check(z.minLength(1)),
  STAGE: z.enum(['pilot', 'production']),
} as const;

/** Reads and checks the environment once, while the function starts. Throws where a variable is missing or malformed. */
export function readEnvironment<Output>(schema: z.ZodMiniType<Output>): Output {
  return schema.parse(process.env);
}

/** The Region in which the function runs, as Lambda says it. */
export function readRegion(): string {
  return z.string().check(z.minLength(3)).parse(process.env.AWS_REGION);
}

/** Set where AWS is not the real one: one origin for every service, S3 with path-style addresses. The SDK's clients read it themselves. */
export function readEndpoint(): string | undefined {
  return z.optional(z.url()).parse(process.env.AWS_ENDPOINT_URL);
}

/** The function role's own session, as Lambda puts it into the environment. */
export function readCredentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = credentials.parse(process.env);
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
}

/** The account in which a key or role of the country lives. */
export function accountOf(resourceArn: string): string {
  return resourceArn.split(':')[4] ?? '';
}

const credentials = z.object({
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_SESSION_TOKEN: z.optional(z.string()),
});

function jsonOf<Output>(schema: z.ZodMiniType<Output>) {
  const json = z.transform((text: string, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'not JSON', input: text });
      return z.NEVER;
    }
  });
  return z.pipe(z.pipe(z.string(), json), schema);
}
