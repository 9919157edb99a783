import { join } from 'node:path';
import * as z from 'zod';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import { type AnsweredName, answered, type Prepared } from './exercise.ts';

const each = <T extends z.ZodType>(type: T) => z.object({ tampered: type, receipt: type, lookalike: type });
const prepared = z.object({
  partner: z.string(),
  dispatches: z.object({ answer: z.string(), refuse: z.string(), lookalike: z.string() }),
  solutions: each(z.string()),
  choices: each(z.int()),
});
const file = z.object({
  /** Begins the references: dispatches are never deleted, so a new round has new ones. */
  round: z.int().min(1),
  prepared: z.record(z.string(), prepared),
  said: z.record(z.string(), each(z.string()).partial()),
});
export type TrainingState = z.infer<typeof file>;

const fresh: TrainingState = { round: 1, prepared: {}, said: {} };

/** What the workshop remembers, in the state folder of the rehearsal. */
export class TrainingNotes {
  private readonly path: string;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(stateDir: string) {
    this.path = join(stateDir, 'training.json');
  }

  async read(): Promise<TrainingState> {
    await this.writing;
    return (await readPrivateJson(this.path, file)) ?? fresh;
  }

  keepPrepared(round: number, country: string, made: Prepared): Promise<void> {
    return this.change((known) => (known.round === round ? { ...known, prepared: { ...known.prepared, [country]: made } } : known));
  }

  keepSaid(country: string, name: AnsweredName, said: string): Promise<void> {
    return this.change((known) => ({ ...known, said: { ...known.said, [country]: { ...known.said[country], [name]: said } } }));
  }

  /** Everybody begins again, with dispatches of their own. */
  reset(): Promise<void> {
    return this.change(({ round }) => ({ ...fresh, round: round + 1 }));
  }

  /** One after the other: two trainees may answer at once. */
  private change(how: (known: TrainingState) => TrainingState): Promise<void> {
    const done = this.writing.then(async () => {
      const known = (await readPrivateJson(this.path, file)) ?? fresh;
      await writePrivateJson(this.path, how(known));
    });
    this.writing = done.catch(() => undefined);
    return done;
  }
}

export function isAnswered(name: string): name is AnsweredName {
  return answered.some((one) => one === name);
}
