import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Policy } from '../../policy/model.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { AwsError } from '../cloud.ts';
import { readPrivateJson, writePrivateFile, writePrivateJson } from '../private-file.ts';
import { type KmsKey, kmsKey } from './key.ts';

export interface KeyStoreProps {
  readonly accountId: string;
  readonly region: string;
  readonly stateDir: string;
  readonly now: () => Date;
}

/** An alias and the key it stands for. `alias/...` */
export interface Alias {
  readonly name: string;
  readonly keyId: string;
  readonly createdAtMs: number;
}

const stateFile = z.strictObject({
  keys: z.array(kmsKey),
  aliases: z.array(z.strictObject({ name: z.string(), keyId: z.string(), createdAtMs: z.number() })),
});

/** Keys, aliases and key material below `kms/` of the state folder, readable by their owner alone. */
export class KeyStore {
  readonly #props: KeyStoreProps;
  readonly #dir: string;
  readonly #keys = new Map<string, KmsKey>();
  readonly #aliases = new Map<string, Alias>();
  readonly #material = new Map<string, Uint8Array>();
  readonly #policies = new WeakMap<KmsKey, Policy>();
  #writing: Promise<void> = Promise.resolve();

  constructor(props: KeyStoreProps) {
    this.#props = props;
    this.#dir = join(props.stateDir, 'kms');
  }

  async open(): Promise<void> {
    const state = await readPrivateJson(join(this.#dir, 'keys.json'), stateFile);
    for (const key of state?.keys ?? []) {
      this.#keys.set(key.id, key);
      if (this.#gone(key)) await rm(this.#materialPath(key.id), { force: true });
      else if (key.hasMaterial) this.#material.set(key.id, await readFile(this.#materialPath(key.id)));
    }
    for (const alias of state?.aliases ?? []) this.#aliases.set(alias.name, alias);
  }

  /** A key by id, whatever its state, deleted ones included. */
  get(id: string): KmsKey | undefined {
    return this.#keys.get(id);
  }

  keys(): readonly KmsKey[] {
    return [...this.#keys.values()].filter((key) => !this.#gone(key));
  }

  aliases(): readonly Alias[] {
    return [...this.#aliases.values()];
  }

  aliasesOf(key: KmsKey): readonly string[] {
    return this.aliases().flatMap((alias) => (alias.keyId === key.id ? [alias.name] : []));
  }

  policyOf(key: KmsKey): Policy {
    const known = this.#policies.get(key) ?? parsePolicy(`key policy ${key.id}`, key.policy);
    this.#policies.set(key, known);
    return known;
  }

  /** Raw AES key, or PKCS#8 DER of a P-256 key. */
  material(key: KmsKey): Uint8Array {
    const material = this.#material.get(key.id);
    if (material === undefined) throw new Error(`The material of key ${key.id} is missing`);
    return material;
  }

  /** Adds a key with fresh material, or one that waits for its material. */
  async create(key: KmsKey): Promise<void> {
    if (!key.hasMaterial) return this.put(key);
    const material = newMaterial(key);
    await writePrivateFile(this.#materialPath(key.id), material);
    this.#material.set(key.id, material);
    await this.put(key);
  }

  /** Imports material: the key can be used from now on. */
  async putMaterial(key: KmsKey, material: Uint8Array): Promise<void> {
    await writePrivateFile(this.#materialPath(key.id), material);
    this.#material.set(key.id, material);
    const materialSha256 = createHash('sha256').update(material).digest('hex');
    await this.put({ ...key, hasMaterial: true, enabled: key.hasMaterial ? key.enabled : true, materialSha256 });
  }

  /** Deletes imported material at once, from memory and disk. */
  async removeMaterial(key: KmsKey): Promise<void> {
    this.#material.delete(key.id);
    await this.put({ ...key, hasMaterial: false });
    await rm(this.#materialPath(key.id), { force: true });
  }

  async put(key: KmsKey): Promise<void> {
    this.#keys.set(key.id, key);
    await this.#write();
  }

  async putAlias(alias: Alias): Promise<void> {
    this.#aliases.set(alias.name, alias);
    await this.#write();
  }

  async removeAlias(name: string): Promise<void> {
    this.#aliases.delete(name);
    await this.#write();
  }

  /**
   * Finds a key by id, key ARN, alias name or alias ARN, and says by which alias it was asked for. NotFoundException for a key of
   * another account or region, and for a deleted one.
   */
  find(keyId: string): { readonly key: KmsKey; readonly alias?: string } {
    const name = this.#localName(keyId);
    const alias = name.startsWith('alias/') ? name : undefined;
    const id = alias === undefined ? name.replace(/^key\//, '') : this.#aliases.get(alias)?.keyId;
    const key = id === undefined ? undefined : this.#keys.get(id);
    if (key !== undefined && !this.#gone(key)) return { key, alias };
    throw new AwsError('NotFoundException', 400, alias === undefined ? `Key '${keyId}' does not exist` : `Alias ${keyId} is not found.`);
  }

  /** Resolves once everything said so far is on disk. */
  settled(): Promise<void> {
    return this.#writing;
  }

  #localName(keyId: string): string {
    if (!keyId.startsWith('arn:')) return keyId;
    const prefix = `arn:aws:kms:${this.#props.region}:${this.#props.accountId}:`;
    if (keyId.startsWith(prefix)) return keyId.slice(prefix.length);
    throw new AwsError('NotFoundException', 400, `Invalid arn ${keyId}: not of this account and region`);
  }

  #gone(key: KmsKey): boolean {
    return key.deletionAtMs !== undefined && key.deletionAtMs <= this.#props.now().getTime();
  }

  #materialPath(id: string): string {
    return join(this.#dir, 'material', id);
  }

  #write(): Promise<void> {
    const state = { keys: [...this.#keys.values()], aliases: this.aliases() };
    const next = this.#writing.then(() => writePrivateJson(join(this.#dir, 'keys.json'), state));
    this.#writing = next.catch(() => {});
    return next;
  }
}

const newMaterial = (key: KmsKey): Uint8Array =>
  key.spec === 'SYMMETRIC_DEFAULT'
    ? randomBytes(32)
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' });
