/** Waiting between attempts: full jitter over a doubling interval (AWS Builders' Library, "Timeouts, retries, and backoff with jitter"). */
export interface RetryPlan {
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/** How a program waits; `random` from 0 up to 1, for the jitter. */
export interface Pause {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** Tells the time. */
export interface Clock {
  readonly now: () => Date;
}

export const deskRetries: RetryPlan = { attempts: 5, firstMs: 200, longestMs: 5_000 };
/** About four minutes of a broken line per part before the person has to start the command again. */
export const storageRetries: RetryPlan = { attempts: 12, firstMs: 300, longestMs: 30_000 };

/** Runs `task` until it succeeds, fails for good (`isTransient` is false), or the attempts are used up; then throws the last error. */
export async function retrying<Result>(
  task: () => Promise<Result>,
  isTransient: (error: unknown) => boolean,
  how: RetryPlan & Pause,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (attempt >= how.attempts || !isTransient(error)) throw error;
      await how.sleep(delayMs(attempt, how));
    }
  }
}

/** Waiting time after the failed attempt `attempt` (from 1): never more than `longestMs`, never less than half of what is due. */
export function delayMs(attempt: number, how: RetryPlan & Pick<Pause, 'random'>): number {
  const due = Math.min(how.longestMs, how.firstMs * 2 ** (attempt - 1));
  return due / 2 + (due / 2) * how.random();
}
