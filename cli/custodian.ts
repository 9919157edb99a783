import { join, resolve } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import { Failure } from '../client/failure.ts';
import type { CountryConfig } from '../lib/config/schema.ts';
import { generationsOf } from '../lib/config/signing-keys.ts';
import { type CountryNames, countryNames } from '../lib/names.ts';
import { type AwsAccess, AwsNo, awsCaller } from '../operations/aws/signed-call.ts';
import { type CountryKey, type Custody, custodyOf } from '../operations/keys/custody.ts';
import { shellAccess } from './aws-access.ts';
import type { Run } from './commands/run.ts';
import { noExchangeIn } from './no-rehearsal.ts';
import { readPrivate } from './private-file.ts';
import { readConfig } from './read-config.ts';

export interface CustodianOptions {
  readonly as: string;
  readonly config: string;
  /** A country's name, typed: only then the act is done. */
  readonly confirm?: string;
}

export interface Custodian {
  readonly country: CountryConfig;
  readonly custody: Custody;
  /** Whose session it is, as CloudTrail and the ledger will name it. */
  readonly session: string;
}

/**
 * The country's custodian: in a rehearsal with the credentials that it wrote down, in AWS with those of the shell, which must be a session
 * of the country's own custodian role. Throws NotCustodian where they are another's, before anything is asked of a key.
 */
export async function actAsCustodian(run: Run, options: CustodianOptions): Promise<Custodian> {
  const config = readConfig(run, options.config);
  const country = config.countries.find(({ code }) => code === options.as);
  if (!country) throw new Failure('NoSuchMember', `${options.as} is not in ${options.config}`);
  const names = countryNames(config, country);
  const access = await accessOf(run, country);
  const session = await requireRole(access, names.role('custodian'));
  const clientIn = (region = access.region): KMSClient =>
    new KMSClient({ region, credentials: access.credentials, ...(access.endpoint && { endpoint: access.endpoint }) });
  return { country, session, custody: custodyOf(clientIn, keysOf(country, names)) };
}

function keysOf(country: CountryConfig, names: CountryNames): readonly CountryKey[] {
  const documents = {
    name: 'documents',
    purpose: 'documents',
    keyId: country.documentsKeyArn ?? names.documentsKeyAlias,
    isOwnMaking: country.documentsKeyArn !== undefined,
    mayBeAbsent: false,
    isRetired: false,
  } as const;
  const signing = generationsOf(country).map(
    ({ number, standing }): CountryKey => ({
      name: number === 1 ? 'signing' : `signing-${number}`,
      purpose: 'signing',
      generation: number,
      keyId: names.signingKeyAlias(number),
      isOwnMaking: false,
      mayBeAbsent: standing === 'announced',
      isRetired: standing === 'retired',
    }),
  );
  const sealing = {
    name: 'sealing',
    purpose: 'sealing',
    keyId: names.sealingKeyAlias,
    isOwnMaking: false,
    mayBeAbsent: false,
    isRetired: false,
  } as const;
  return [documents, ...signing, sealing, ...copyKeyOf(country, names)];
}

/** Configured before it is deployed: absent until then. */
function copyKeyOf({ copy }: CountryConfig, names: CountryNames): readonly CountryKey[] {
  if (!copy) return [];
  const key = { name: 'copy', purpose: 'copy', keyId: names.copyKeyAlias, region: copy.region } as const;
  return [{ ...key, isOwnMaking: false, mayBeAbsent: true, isRetired: false }];
}

/** True where the name was typed that the country has in any of the three languages. Throws InvalidArguments for another one. */
export function isConfirmed({ names }: CountryConfig, typed: string | undefined): boolean {
  if (typed === undefined) return false;
  if (Object.values(names).includes(typed)) return true;
  throw new Failure('InvalidArguments', `--confirm: got another name than ${names.en}; nothing was changed`);
}

const credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
const endpoints = z.object({ s3: z.url(), region: z.string(), countries: z.record(z.string(), z.object({ custodian: credentials })) });

async function accessOf({ host, shared }: Run, country: CountryConfig): Promise<AwsAccess> {
  if (shared.rehearsal === undefined) return shellAccess(host, country.region);
  const folder = resolve(host.cwd, shared.rehearsal);
  const found = await readPrivate(join(folder, 'endpoints.json'), endpoints);
  if (!found) throw await noExchangeIn(folder);
  const own = found.countries[country.code]?.custodian;
  if (!own) throw new Failure('NoSuchMember', `${country.code} is not deployed in ${folder}`);
  return { region: found.region, endpoint: found.s3, credentials: async () => own, now: host.now };
}

async function requireRole(access: AwsAccess, role: string): Promise<string> {
  const cure = `take a session of ${role}: aws sts assume-role, with your second factor`;
  try {
    const { body } = await awsCaller(access).query('sts', '2011-06-15', { Action: 'GetCallerIdentity' });
    const arn = identity.parse(body).GetCallerIdentityResponse.GetCallerIdentityResult.Arn;
    const [, session] = new RegExp(`:assumed-role/${role}/(.+)$`).exec(arn) ?? [];
    if (session) return session;
    throw new Failure('NotCustodian', cure);
  } catch (cause) {
    if (cause instanceof AwsNo && cause.status === 0) throw new Failure('Unreachable', 'AWS', { cause });
    throw cause instanceof AwsNo ? new Failure('NotCustodian', cure, { cause }) : cause;
  }
}

const identity = z.object({ GetCallerIdentityResponse: z.object({ GetCallerIdentityResult: z.object({ Arn: z.string() }) }) });
