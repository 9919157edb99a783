import { totalmem } from 'node:os';
import { AwsError } from '../cloud.ts';
import type { ExecutionEnvironment } from './environment.ts';

/** How much of the machine the functions of an account take. */
export interface LambdaBounds {
  /** Lambda's account quota of concurrent executions. @default what a quarter of the memory holds, at most 1,000 */
  readonly concurrentExecutions?: number;
  /** Environments that stay warm, over all functions. @default what an eighth of the memory holds, from 32 to 192 */
  readonly warmEnvironments?: number;
}

/** An environment between two invocations. */
export interface Warm {
  readonly environment: ExecutionEnvironment;
  /** End of its role's credentials. */
  readonly expiresAtMs: number;
  readonly idleSince: number;
}

/**
 * What all functions of an account share: how many invocations there may be at once, beyond which Lambda throttles (docs: "Understanding Lambda
 * function scaling"), and the environments that wait for another one. Lambda may end such an environment at any time; here the one that was used
 * longest ago goes first.
 */
export class AccountBounds {
  readonly #concurrentExecutions: number;
  readonly #warmEnvironments: number;
  /** Used longest ago first. */
  readonly #kept: { readonly owner: object; readonly warm: Warm }[] = [];
  readonly #ending = new Set<Promise<void>>();
  #running = 0;

  constructor({ concurrentExecutions, warmEnvironments }: LambdaBounds) {
    this.#concurrentExecutions = concurrentExecutions ?? Math.min(1000, held(totalmem() / 4));
    this.#warmEnvironments = warmEnvironments ?? Math.min(192, Math.max(32, held(totalmem() / 8)));
  }

  /** Throws TooManyRequestsException where the account has as many invocations as it may. */
  async run<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
    if (this.#running >= this.#concurrentExecutions)
      throw new AwsError(throttled, 429, 'Rate Exceeded.', { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User' });
    this.#running += 1;
    try {
      return await act();
    } finally {
      this.#running -= 1;
    }
  }

  keep(owner: object, warm: Warm): void {
    this.#kept.push({ owner, warm });
    while (this.#kept.length > this.#warmEnvironments) this.#end(this.#kept.shift());
  }

  /** The environment of `owner` that was used last and still has its credentials at `untilMs`; it is kept no longer. Others that have not are ended. */
  take(owner: object, untilMs: number): Warm | undefined {
    for (let at = this.#lastOf(owner); at >= 0; at = this.#lastOf(owner)) {
      const [one] = this.#kept.splice(at, 1);
      if (one?.warm.environment.usable && one.warm.expiresAtMs > untilMs) return one.warm;
      this.#end(one);
    }
    return undefined;
  }

  /** Ends what `owner` has kept since before `beforeMs`, or always; resolves when nothing that was ended could still say something. */
  async endKept(owner: object, beforeMs = Number.POSITIVE_INFINITY): Promise<void> {
    const old = this.#kept.filter((one) => one.owner === owner && one.warm.idleSince <= beforeMs);
    for (const one of old) this.#end(this.#kept.splice(this.#kept.indexOf(one), 1)[0]);
    await Promise.all(this.#ending);
  }

  #lastOf(owner: object): number {
    return this.#kept.findLastIndex((one) => one.owner === owner);
  }

  #end(one: { readonly warm: Warm } | undefined): void {
    if (!one) return;
    const ending: Promise<void> = one.warm.environment.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

export function isThrottled(cause: unknown): boolean {
  return cause instanceof AwsError && cause.code === throttled;
}

const throttled = 'TooManyRequestsException';
/** Measured: resident memory of one environment with a bundle of this exchange in it. */
const environmentBytes = 16 * 1024 ** 2;

function held(bytes: number): number {
  return Math.max(1, Math.floor(bytes / environmentBytes));
}
