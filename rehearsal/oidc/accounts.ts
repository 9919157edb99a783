import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Accounts of all pools; wrong passwords slow the next try for that name down. Who was disabled stays so after a restart. */
export class Accounts {
  private readonly byPool = new Map<string, PoolAccounts>();
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async open(): Promise<void> {
    const disabled = (await readPrivateJson(this.file, disabledFile)) ?? {};
    for (const [poolId, usernames] of Object.entries(disabled)) for (const username of usernames) this.of(poolId).disabled.add(username);
  }

  async disable(poolId: string, username: string): Promise<void> {
    this.of(poolId).disabled.add(username);
    await this.keep();
  }

  async enable(poolId: string, username: string): Promise<void> {
    this.of(poolId).disabled.delete(username);
    await this.keep();
  }

  add(poolId: string, account: Account): void {
    this.of(poolId).add(account);
  }

  of(poolId: string): PoolAccounts {
    const known = this.byPool.get(poolId) ?? new PoolAccounts();
    this.byPool.set(poolId, known);
    return known;
  }

  private keep(): Promise<void> {
    return writePrivateJson(this.file, Object.fromEntries([...this.byPool].map(([poolId, { disabled }]) => [poolId, [...disabled]])));
  }
}

const disabledFile = z.record(z.string(), z.array(z.string()));

const freeTries = 5;
const lockMs = 30_000;

export class PoolAccounts {
  readonly disabled = new Set<string>();
  private readonly accounts = new Map<string, Account>();
  private readonly failures = new Map<string, { count: number; lastAt: number }>();

  add(account: Account): void {
    this.accounts.set(account.username, account);
  }

  all(): readonly Account[] {
    return [...this.accounts.values()];
  }

  knows(username: string): boolean {
    return this.accounts.has(username);
  }

  /** Whether a person of that name may sign in and stay signed in. */
  admits(username: string): boolean {
    return this.accounts.has(username) && !this.disabled.has(username);
  }

  /** A name that does not exist or was disabled answers like a wrong password. */
  check(username: string, password: string): 'right' | 'wrong' | 'locked' {
    const failed = this.failures.get(username);
    if (failed && failed.count >= freeTries && Date.now() - failed.lastAt < lockMs) return 'locked';
    const known = this.accounts.get(username);
    const right = same(known?.password ?? '', password) && this.admits(username);
    if (right) this.failures.delete(username);
    else this.failures.set(username, { count: (failed?.count ?? 0) + 1, lastAt: Date.now() });
    return right ? 'right' : 'wrong';
  }
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
