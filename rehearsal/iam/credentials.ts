import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import { lettersOf } from './ids.ts';
import { openSession, type SealedSession, sealSession } from './session-token.ts';

/** A key pair without a session token. */
export interface StandingCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface TemporaryCredentials extends StandingCredentials {
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Whose a credential is: a user, a role's standing session (no token), or a temporary session. */
export type CredentialOwner =
  | { readonly kind: 'user'; readonly userArn: string }
  | { readonly kind: 'standing-session'; readonly roleArn: string; readonly name: string; readonly issuedAtMs: number }
  | { readonly kind: 'session'; readonly session: SealedSession };

export interface FoundCredential {
  readonly secretAccessKey: string;
  readonly owner: CredentialOwner;
  readonly expiresAt?: Date;
}

/** Session fields that the issuer chooses. */
export type NewSession = Omit<SealedSession, 'accessKeyId' | 'secretAccessKey'>;

const standingOwner = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), userArn: z.string() }),
  z.strictObject({ kind: z.literal('standing-session'), roleArn: z.string(), name: z.string(), issuedAtMs: z.number() }),
]);
type StandingOwner = z.infer<typeof standingOwner>;

const stateFile = z.strictObject({
  masterKey: z.string().regex(/^[0-9a-f]{64}$/),
  standing: z.array(z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string(), owner: standingOwner })),
});
type State = z.infer<typeof stateFile>;

/** The rehearsal's secrets: one file, mode 0600, made anew with a fresh state folder. Temporary sessions are not on disk at all. */
export class Credentials {
  readonly #path: string;
  #state: State = { masterKey: randomBytes(32).toString('hex'), standing: [] };
  readonly #opened = new Map<string, SealedSession>();

  constructor(stateDir: string) {
    this.#path = join(stateDir, 'iam', 'credentials.json');
  }

  async open(): Promise<void> {
    const known = await readPrivateJson(this.#path, stateFile);
    if (known === undefined) await writePrivateJson(this.#path, this.#state);
    else this.#state = known;
  }

  /** The key pair of an owner; made on first call, the same ever after. */
  async standing(owner: StandingOwner): Promise<StandingCredentials> {
    const known = this.#state.standing.find((each) => ownerName(each.owner) === ownerName(owner));
    if (known !== undefined) return { accessKeyId: known.accessKeyId, secretAccessKey: known.secretAccessKey };
    const made = { accessKeyId: newKeyId('AKIA'), secretAccessKey: newSecret() };
    this.#state = { ...this.#state, standing: [...this.#state.standing, { ...made, owner }] };
    await writePrivateJson(this.#path, this.#state);
    return made;
  }

  temporary(session: NewSession): TemporaryCredentials {
    const pair = { accessKeyId: newKeyId('ASIA'), secretAccessKey: newSecret() };
    const sessionToken = sealSession(this.#masterKey(), { ...session, ...pair });
    return { ...pair, sessionToken, expiration: new Date(session.expiresAtMs) };
  }

  /** Throws InvalidAccessKeyId for an unknown id, InvalidToken for a token that is not the id's own. */
  find(accessKeyId: string, sessionToken: string | undefined): FoundCredential {
    if (sessionToken !== undefined) return this.#findSession(accessKeyId, sessionToken);
    const known = this.#state.standing.find((each) => each.accessKeyId === accessKeyId);
    if (known !== undefined) return { secretAccessKey: known.secretAccessKey, owner: known.owner };
    throw new AwsError('InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.', {
      AWSAccessKeyId: accessKeyId,
    });
  }

  #findSession(accessKeyId: string, token: string): FoundCredential {
    const session = this.#opened.get(token) ?? openSession(this.#masterKey(), token);
    if (session === undefined || session.accessKeyId !== accessKeyId) {
      throw new AwsError('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.');
    }
    this.#remember(token, session);
    return {
      secretAccessKey: session.secretAccessKey,
      owner: { kind: 'session', session },
      expiresAt: new Date(session.expiresAtMs),
    };
  }

  /** Opening costs a decryption and a parse, and a link is used for many parts. */
  #remember(token: string, session: SealedSession): void {
    if (this.#opened.size > 1000) this.#opened.clear();
    this.#opened.set(token, session);
  }

  #masterKey(): Uint8Array {
    return Buffer.from(this.#state.masterKey, 'hex');
  }
}

const ownerName = (owner: StandingOwner): string => (owner.kind === 'user' ? owner.userArn : `${owner.roleArn}/${owner.name}`);

const newKeyId = (prefix: 'AKIA' | 'ASIA'): string => `${prefix}${lettersOf(randomBytes(16))}`;

const newSecret = (): string => randomBytes(30).toString('base64');
