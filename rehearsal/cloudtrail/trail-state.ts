import { join } from 'node:path';
import * as z from 'zod';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import { digestDraft, digestLink, loggedFile } from './digest.ts';

const trailState = z.strictObject({
  isLogging: z.boolean(),
  startedAtMs: z.number(),
  stoppedAtMs: z.number().optional(),
  /** Delivered and not yet in a digest. */
  logFiles: z.array(loggedFile),
  /** Chain of digests; absent before the first one and after logging was stopped. */
  lastDigest: digestLink.optional(),
  draft: digestDraft.optional(),
  /** When the next digest begins. */
  digestStartMs: z.number(),
  latestDeliveryMs: z.number().optional(),
  latestDeliveryError: z.string().optional(),
  latestDigestMs: z.number().optional(),
});
export type TrailState = z.infer<typeof trailState>;

/** The state of one trail's delivery, on disk before any step that depends on it. */
export class TrailStateFile {
  readonly #path: string;
  #state: TrailState;

  constructor(dir: string, initial: { readonly isLogging: boolean; readonly now: Date }) {
    const startMs = Math.floor(initial.now.getTime() / 1000) * 1000;
    this.#path = join(dir, 'state.json');
    this.#state = { isLogging: initial.isLogging, startedAtMs: startMs, logFiles: [], digestStartMs: startMs };
  }

  get value(): TrailState {
    return this.#state;
  }

  async open(): Promise<void> {
    const known = await readPrivateJson(this.#path, trailState);
    if (known === undefined) await writePrivateJson(this.#path, this.#state);
    else this.#state = known;
  }

  async change(change: Partial<TrailState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    await writePrivateJson(this.#path, this.#state);
  }
}
