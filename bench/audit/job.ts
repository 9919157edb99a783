import { readFile } from 'node:fs/promises';
import { ask, withStore } from '../../audit/ask/ask.ts';
import { askedOf } from '../../audit/ask/asked.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import { needlesOf } from '../../audit/scan/needles.ts';
import { scan } from '../../audit/scan/scan.ts';
import { readPublicKeys } from '../../audit/verify/public-keys.ts';
import { verifyArchive } from '../../audit/verify/verify-archive.ts';
import { median, secondsOf } from '../measure.ts';
import { questions, rareQuestion } from './questions.ts';

/** One job of the auditor in a process of its own, so that its memory is its own: `job.ts verify|ingest|cold|ask DIR KEYS STORE`. */
const [, , job = '', dir = '', keysFile = '', store = ''] = process.argv;
const keys = readPublicKeys([await readFile(keysFile, 'utf8')]);
const rareAsked = askedOf(...rareQuestion);

const jobs: Readonly<Record<string, () => Promise<Readonly<Record<string, unknown>>>>> = {
  verify: async () => {
    let verified = 0;
    const seconds = await secondsOf(async () => {
      const { files } = await verifyArchive({ folder: dir, keys });
      verified = files.filter(({ standing }) => standing === 'verified').length;
    });
    return { seconds, verified };
  },
  ingest: async () => {
    let taken = { events: 0, verifySeconds: 0 };
    const seconds = await secondsOf(async () => {
      const begin = performance.now();
      const { files } = await verifyArchive({ folder: dir, keys, findIrregular: true });
      const verifySeconds = (performance.now() - begin) / 1000;
      const { total } = await ingest({ folder: store, files, verification: 'digests' });
      taken = { events: total.events, verifySeconds };
    });
    return { seconds, ...taken };
  },
  cold: async () => {
    let found = 0;
    const seconds = await secondsOf(async () => {
      const verified = await verifyArchive({ folder: dir, keys, needles: needlesOf(rareAsked) });
      found = (await scan(verified, rareAsked)).found.length;
    });
    return { seconds, found };
  },
  ask: async () => {
    const medians: Record<string, number> = {};
    const found: Record<string, number> = {};
    await withStore(store, async (open) => {
      for (const [id, parameters, period] of questions) {
        const question = askedOf(id, parameters, period);
        const times: number[] = [];
        const once = async () => {
          found[id] = (await ask(open, question)).found;
        };
        for (let round = 0; round < 5; round += 1) times.push(1000 * (await secondsOf(once)));
        medians[id] = median(times);
      }
    });
    return { medians, found };
  },
};

const outcome = await jobs[job]?.();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ ...outcome, cpuSeconds: (user + system) / 1e6, rssMb: process.resourceUsage().maxRSS / 1024 }));
