import { createHash, timingSafeEqual } from 'node:crypto';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Accounts of all pools; wrong passwords slow the next try for that name down. */
export class Accounts {
  private readonly byPool = new Map<string, PoolAccounts>();

  add(poolId: string, account: Account): void {
    this.of(poolId).add(account);
  }

  of(poolId: string): PoolAccounts {
    const known = this.byPool.get(poolId) ?? new PoolAccounts();
    this.byPool.set(poolId, known);
    return known;
  }
}

const freeTries = 5;
const lockMs = 30_000;

export class PoolAccounts {
  private readonly accounts = new Map<string, Account>();
  private readonly failures = new Map<string, { count: number; lastAt: number }>();

  add(account: Account): void {
    this.accounts.set(account.username, account);
  }

  all(): readonly Account[] {
    return [...this.accounts.values()];
  }

  has(username: string): boolean {
    return this.accounts.has(username);
  }

  /** A name that does not exist answers like a wrong password. */
  check(username: string, password: string): 'right' | 'wrong' | 'locked' {
    const failed = this.failures.get(username);
    if (failed && failed.count >= freeTries && Date.now() - failed.lastAt < lockMs) return 'locked';
    const known = this.accounts.get(username);
    const right = same(known?.password ?? '', password) && known !== undefined;
    if (right) this.failures.delete(username);
    else this.failures.set(username, { count: (failed?.count ?? 0) + 1, lastAt: Date.now() });
    return right ? 'right' : 'wrong';
  }
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
