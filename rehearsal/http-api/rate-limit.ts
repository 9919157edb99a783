/** Token bucket of a stage (docs: "Throttle requests to your HTTP APIs"): a steady rate and a burst. */
export class RateLimit {
  private readonly ratePerSecond: number;
  private readonly burst: number;
  private tokens: number;
  private filledAt = performance.now();

  constructor(ratePerSecond: number, burst: number) {
    this.ratePerSecond = ratePerSecond;
    this.burst = burst;
    this.tokens = burst;
  }

  /** False where the request must be answered with 429. */
  take(): boolean {
    const now = performance.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.ratePerSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
