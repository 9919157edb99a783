import * as z from 'zod';
import type { ExchangeConfig } from '../../lib/config/schema.ts';
import type { DocumentLook, ProviderLook } from './facts.ts';
import { about, type Finding, type Say } from './finding.ts';

/** Whether a country's own OpenID provider is one that the home door takes (decision 032), as far as it can be seen without signing in. */
export function checkProvider(config: ExchangeConfig, { country, discovery, keys }: ProviderLook): readonly Finding[] {
  const signIn = config.countries.find(({ code }) => code === country)?.signIn;
  if (!signIn) return [];
  return [
    ...about({ check: 'provider', subject: country }, discovery, (look, say) => checkDiscovery(look, signIn, say)),
    ...about({ check: 'provider-keys', subject: country }, keys, checkKeys),
    {
      check: 'provider-tokens',
      subject: country,
      level: 'not-checked',
      sentence:
        'access tokens are seen at a sign-in alone: RS256 with kid, iss, exp, scope or scp, and aud or client_id of the client; who gets one, the second factor and CORS are the word of the provider (docs/decisions/032-own-provider.md)',
    },
  ];
}

type SignIn = NonNullable<ExchangeConfig['countries'][number]['signIn']>;

/** docs: "Quotas for configuring and running an HTTP API". */
const gateway = { timeoutMs: 1500, maxKeysBytes: 150_000 };
const decision = 'docs/decisions/032-own-provider.md';

/** OpenID Connect Discovery 1.0, section 3, and RFC 8414. */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
  response_types_supported: z.array(z.string()),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  code_challenge_methods_supported: z.array(z.string()).default([]),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  scopes_supported: z.array(z.string()).optional(),
});
type Metadata = z.infer<typeof metadata>;

function checkDiscovery(look: DocumentLook, signIn: SignIn, say: Say): readonly Finding[] {
  if ('failure' in look)
    return [say.error(look.failure, 'correct signIn.issuer, or have the provider answer: API Gateway must reach it from the internet')];
  const read = metadata.safeParse(look.document);
  if (!read.success) {
    const lacking = [...new Set(read.error.issues.map(({ path }) => path.join('.')))].join(', ');
    return [say.error(`the discovery document lacks or spoils: ${lacking}`, `the provider must publish it (${decision})`)];
  }
  const found = [...contradictions(read.data, signIn, say), ...late(look.milliseconds, 'discovery document', say)];
  return found.length > 0 ? found : [say.ok(`${signIn.issuer} says of itself what the home door asks for`)];
}

function contradictions(said: Metadata, { issuer, scope }: SignIn, say: Say): readonly Finding[] {
  const { origin } = new URL(issuer);
  const elsewhere = (['authorization_endpoint', 'token_endpoint'] as const).filter((name) => originOf(said[name]) !== origin);
  const wrong: readonly (Finding | false)[] = [
    said.issuer !== issuer &&
      say.error(`the provider calls itself ${said.issuer}, the configuration ${issuer}`, 'make them equal, to the letter'),
    originOf(said.jwks_uri)?.startsWith('https:') !== true &&
      say.error('jwks_uri is no https address', 'the provider must publish its keys by https'),
    elsewhere.length > 0 &&
      say.error(`${elsewhere.join(', ')} not on ${origin}`, `the portal may connect to the issuer's own origin alone (${decision})`),
    !said.response_types_supported.includes('code') &&
      say.error('the provider gives no authorization code', 'let it support response type "code"'),
    !said.code_challenge_methods_supported.includes('S256') &&
      say.error('the provider names no PKCE with S256', 'switch PKCE (S256) on for the client'),
    !said.token_endpoint_auth_methods_supported.includes('none') &&
      say.warning('the provider names no public clients (authentication method "none")', 'make sure that the client needs no secret'),
    !said.id_token_signing_alg_values_supported.includes('RS256') &&
      say.error('the provider does not sign with RS256', 'HTTP APIs take RSA alone'),
    said.scopes_supported?.includes(scope) === false &&
      say.warning(`the provider does not name the scope ${scope}`, 'make sure that it stands in access tokens, of magistrates alone'),
  ];
  return wrong.filter((one) => one !== false);
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const usableKey = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  /** 2,048 bits in base64url, and no private part beside it. */
  n: z.string().min(342),
  e: z.string(),
  d: z.undefined().optional(),
});

function checkKeys(look: DocumentLook, say: Say): readonly Finding[] {
  if ('failure' in look) return [say.error(look.failure, 'without keys API Gateway refuses every token: have the provider publish them')];
  const read = keySet.safeParse(look.document);
  if (!read.success) return [say.error('jwks_uri answers no key set', 'RFC 7517, section 5')];
  const { keys } = read.data;
  const usable = keys.filter((key) => usableKey.safeParse(key).success).length;
  const found: readonly (Finding | false)[] = [
    keys.some((key) => 'd' in key) &&
      say.error('the provider publishes a private key', 'have it renewed at once: whoever read it can sign in as anybody'),
    usable === 0 &&
      say.error(
        `none of ${keys.length} keys is RSA of 2,048 bits or more, for RS256, with a kid`,
        'HTTP APIs verify nothing else: add such a key',
      ),
    look.sizeBytes > gateway.maxKeysBytes &&
      say.error(`the key set has ${look.sizeBytes} bytes`, `API Gateway reads ${gateway.maxKeysBytes}: publish fewer keys`),
    ...late(look.milliseconds, 'key set', say),
  ];
  const wrong = found.filter((one) => one !== false);
  return wrong.length > 0 ? wrong : [say.ok(`${usable} of ${keys.length} keys verify RS256`)];
}

function late(milliseconds: number, what: string, say: Say): readonly Finding[] {
  if (milliseconds <= gateway.timeoutMs) return [];
  return [say.warning(`the ${what} came after ${milliseconds} ms`, `API Gateway waits ${gateway.timeoutMs} ms: make it answer sooner`)];
}

function originOf(address: string): string | undefined {
  try {
    return new URL(address).origin;
  } catch {
    return undefined;
  }
}
