import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Rehearsal, type RehearsalProps, startRehearsal } from '../../rehearsal/rehearsal.ts';

const assembly = fileURLToPath(new URL('../../cdk.out', import.meta.url));

/** A rehearsal of its own in a folder of its own, on free ports. `folder` is where the `exchange` program finds it. */
export interface Rehearsing {
  readonly folder: string;
  readonly rehearsal: () => Rehearsal;
  /** Stops it as Ctrl-C does and starts it again on the same state; with another assembly, as after a deployment. */
  readonly restart: (changes?: Partial<RehearsalProps>) => Promise<void>;
  /** Stops it; the folder stays. */
  readonly stop: () => Promise<void>;
  /** Stops it and takes everything away. */
  readonly end: () => Promise<void>;
}

export async function rehearse(props: Partial<RehearsalProps> = {}): Promise<Rehearsing> {
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'));
  const reports: string[] = [];
  const start = (changes: Partial<RehearsalProps> = {}): Promise<Rehearsal> =>
    startRehearsal({
      assembly,
      stateDir: join(folder, '.rehearsal'),
      report: (line) => reports.push(line),
      trailDeliverySeconds: 0,
      retryDelayMs: () => 10,
      ...props,
      ...changes,
    });
  let running: Rehearsal | undefined = await start();
  const stop = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  return {
    folder,
    rehearsal: () => {
      if (!running) throw new Error('the rehearsal is stopped');
      return running;
    },
    restart: async (changes) => {
      await stop();
      running = await start(changes);
    },
    stop,
    end: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
