import * as z from 'zod';
import { countryProfile } from '../../domain/directory.ts';
import { countryCode } from '../../domain/identifiers.ts';
import { limits } from '../../domain/limits.ts';
import { timeRules } from '../../domain/urgency.ts';
import { copyConfig } from './copy.ts';
import { keyArn } from './documents-keys.ts';
import { regionLike } from './region.ts';
import { signingKeys } from './signing-keys.ts';

const days = z.int().min(1).max(36_500);

/** What CloudWatch Logs takes (docs: PutRetentionPolicy). */
const functionLogDays = z.union(
  [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653].map((count) =>
    z.literal(count),
  ),
  'a retention that CloudWatch Logs knows, such as 365',
);

/** An AWS account and Region; neither has a default anywhere. */
const place = {
  account: z.string().regex(/^\d{12}$/, 'an account number of 12 digits'),
  region: regionLike('eu-central-1'),
};

const mailbox = z.email('an e-mail address');

const topic = z.string().regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'the ARN of an SNS topic');

const country = z.strictObject({
  code: countryCode,
  ...place,
  ...countryProfile.shape,
  /**
   * Where the key comes from that encrypts the country's drop box. `imported`: the country makes its material, imports it after the first
   * deployment, and can delete it at once. `existing`: the country made the whole key, outside the templates. It never changes afterwards:
   * another origin would be another key. @default aws
   */
  documentsKeyOrigin: z.enum(['aws', 'imported', 'existing']).optional(),
  /** Of an `existing` key, such as one in an external key store: in the country's own account and Region. @default - the templates make the key */
  documentsKeyArn: keyArn.optional(),
  /** How often its signing key was renewed, and where the renewal stands. `exchange key rotate` writes it. @default - one key, which signs */
  signingKeys: signingKeys.optional(),
  /**
   * Its magistrates' own OpenID provider, decided before the first deployment: an HTTPS issuer that HTTP APIs accept (RS256, discovery), a public
   * client with code and PKCE, and the scope that stands in its access tokens. Whoever holds such a token is a magistrate. @default - a user pool in the vault
   */
  signIn: z
    .strictObject({
      issuer: z
        .url({ protocol: /^https$/, error: 'an https address' })
        .regex(/^[^?#]*[^?#/]$/, 'an address without query, fragment and slash at the end'),
      clientId: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'a client id'),
      scope: z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'one scope (RFC 6749)'),
    })
    .optional(),
  /** A copy of its drop box and its ledger in another Region of its account. @default - none: what is lost with the Region is lost */
  copy: copyConfig.optional(),
  /** Told of the desk's alarms. @default - they are seen in the console alone */
  alarmTopicArn: topic.optional(),
  /** What the country's account may cost in a month, and who is told at 80 % and 100 % of it. @default - nobody is told */
  monthlyBudget: z.strictObject({ monthlyUsd: z.number().positive(), mailboxes: z.array(mailbox).min(1).max(10) }).optional(),
  /** How long its documents are locked, where it wants them for longer than the exchange does; never for less. @default retention.documentDays */
  documentDays: days.optional(),
  /**
   * The duty roster. Notices go from `sender`, which SES must have verified, to the mailboxes of the magistrates on duty; where nobody acts in
   * time, also to those of `escalation`.
   */
  duty: z.strictObject({ sender: mailbox, mailboxes: z.array(mailbox).min(1).max(50), escalation: z.array(mailbox).min(1).max(50) }),
});
export type CountryConfig = z.infer<typeof country>;

/** `config/exchange.json`. Unknown keys are refused everywhere; that no country stands twice is checked in load.ts. */
export const exchangeConfig = z.strictObject({
  exchange: z.strictObject({
    /** First part of every physical name. */
    name: z.string().regex(/^[a-z][a-z0-9-]{2,19}$/, '3 to 20 lower-case letters, digits and dashes'),
    /** A pilot's documents are locked in GOVERNANCE mode, those in production in COMPLIANCE mode. */
    stage: z.enum(['pilot', 'production']),
    portalUrl: z.url({ protocol: /^https$/, error: 'an https address' }),
    /** Where alarms send people. @default docs/runbooks of this repository */
    runbooksUrl: z.url({ protocol: /^https$/, error: 'an https address' }).optional(),
  }),
  audit: z.strictObject({
    ...place,
    /** Who is told of every grave call: changes of keys, boxes, functions, rights, the trail. Not the people who deploy alone. */
    alarmMailboxes: z.array(mailbox).min(1).max(10),
  }),
  directory: z.strictObject(place),
  portal: z.strictObject({
    ...place,
    /** Of the portal's name, in us-east-1 as CloudFront wants it. @default - CloudFront's own name, for a first look */
    certificateArn: z
      .string()
      .regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/, 'an ACM certificate of us-east-1')
      .optional(),
  }),
  limits,
  /** Until when things should happen, and when people are reminded; in working hours of the addressee's calendar where nothing else is said. */
  times: timeRules,
  retention: z.strictObject({ documentDays: days, auditLogDays: days, functionLogDays, unfinishedUploadDays: days.max(365) }),
  countries: z.array(country).min(2).max(250),
});
export type ExchangeConfig = z.infer<typeof exchangeConfig>;
