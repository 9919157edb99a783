import { makeArchive } from '../../test/audit/archive/make-archive.ts';
import { exchangeEvent } from './events.ts';

/** Writes an archive in a process of its own and prints what the benchmark needs to know of it; its memory is nobody's measure. */
const [, , events = '0'] = process.argv;
const archive = await makeArchive({ ...planOf(Number(events)), event: exchangeEvent });
const [chain] = archive.chains;
const metadata = (chain?.digests ?? []).map(({ key, metadata: told }) => [key, told] as const);
const { dir, bucket, keysFile } = archive;
process.stdout.write(
  JSON.stringify({ dir, bucket, keysFile, account: chain?.account, region: chain?.region, trail: chain?.trail, metadata }),
);

/** 200 events a file, twenty files an hour: a million events are 5,000 files. */
function planOf(count: number) {
  const [eventsPerFile, filesPerHour] = [200, 20];
  return { hours: count / eventsPerFile / filesPerHour, filesPerHour, eventsPerFile, start: new Date('2026-09-01T00:00:00Z') };
}
