import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/**
 * Where a provider keeps sessions, codes and grants: in memory, one store for each provider. Who was signed in signs in again after a restart;
 * tokens already given stay valid, for the signing keys are on disk.
 */
export function memoryAdapter(): (model: string) => Adapter {
  const kept = new Map<string, Kept>();
  return (model) => new MemoryAdapter(model, kept);
}

class MemoryAdapter implements Adapter {
  private readonly model: string;
  private readonly kept: Map<string, Kept>;

  constructor(model: string, kept: Map<string, Kept>) {
    this.model = model;
    this.kept = kept;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    this.kept.set(this.key(id), { payload, expiresAtMs: Date.now() + (expiresIn || 3600) * 1000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.living(this.key(id));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.search((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.search((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const found = this.kept.get(this.key(id));
    if (found) this.kept.set(this.key(id), { ...found, payload: { ...found.payload, consumed: Math.floor(Date.now() / 1000) } });
  }

  async destroy(id: string): Promise<void> {
    this.kept.delete(this.key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.kept) if (payload.grantId === grantId) this.kept.delete(key);
  }

  private search(wanted: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const key of this.kept.keys()) {
      const payload = key.startsWith(`${this.model}:`) ? this.living(key) : undefined;
      if (payload && wanted(payload)) return payload;
    }
    return undefined;
  }

  private living(key: string): AdapterPayload | undefined {
    const found = this.kept.get(key);
    if (found && found.expiresAtMs > Date.now()) return found.payload;
    this.kept.delete(key);
    return undefined;
  }

  private key(id: string): string {
    return `${this.model}:${id}`;
  }
}
