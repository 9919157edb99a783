import * as z from 'zod/mini';
import { guardedCalls, isAmong } from '../../domain/guarded-calls.ts';
import type { Tell } from '../aws/buses.ts';
import type { LogFiles } from '../aws/log-files.ts';
import { logRecordDetail } from '../desk/events.ts';
import type { World } from '../world.ts';

export interface LogReader {
  readonly world: World;
  readonly region: string;
  readonly archiveBucket: string;
  readonly dropBoxPrefix: string;
  readonly archive: LogFiles;
  readonly tell: Tell;
}

/** Detail type of everything that the reader of the log tells. */
export const recordInTheLog = 'Record In The Log';

const hourMs = 3_600_000;
/** Younger files have events of their own on the way. */
const patienceMs = 10 * 60_000;
const usualHours = 3;

/** S3 tells of a new file; the clock, or a person who gives `sinceHours`, asks for a sweep. */
const started = z.union([
  z.object({
    source: z.literal('aws.s3'),
    'detail-type': z.literal('Object Created'),
    detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
  }),
  z.strictObject({ sinceHours: z.int().check(z.minimum(1), z.maximum(31 * 24)) }),
  z.object({ source: z.literal('aws.events'), 'detail-type': z.literal('Scheduled Event') }),
]);

/**
 * Reads log files and tells what the fast events may have lost: reads of a drop box to the desk of its country, on the bus of the box's own
 * account and Region; grave calls to the alarms. A new file is read once for both; a sweep looks for reads alone. What is told twice is
 * known there. One file that cannot be read does not stand in the way of the others. Throws at the end where one could not.
 */
export async function readLog(reader: LogReader, event: unknown): Promise<void> {
  const begun = started.parse(event);
  if ('detail' in begun) {
    const { bucket, object } = begun.detail;
    if (bucket.name !== reader.archiveBucket || !isLogFile(object.key)) return;
    const told = await tellOf(reader, object.key, { alarms: true });
    return reader.world.log({ event: 'LogRead', files: 1, told });
  }
  await sweep(reader, 'sinceHours' in begun ? begun.sinceHours : usualHours);
}

/** docs: CloudTrail, "Finding your CloudTrail log files". Digests, and whatever else lies there, are none. */
function isLogFile(key: string): boolean {
  return /^AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/CloudTrail\/[a-z0-9-]+\/\d{4}\/\d{2}\/\d{2}\/[^/]+\.json\.gz$/.test(key);
}

async function sweep(reader: LogReader, hours: number): Promise<void> {
  const { world, archive } = reader;
  const now = world.now().getTime();
  let [files, told, failed] = [0, 0, 0];
  for (const folder of await foldersOf(archive, now - hours * hourMs, now)) {
    for (const { key, storedAt } of await archive.files(folder)) {
      const ageMs = now - storedAt.getTime();
      if (!isLogFile(key) || ageMs > hours * hourMs || ageMs < patienceMs) continue;
      files += 1;
      try {
        told += await tellOf(reader, key, { alarms: false });
      } catch (error) {
        failed += 1;
        world.log({ event: 'LogFileNotRead', code: error instanceof Error ? error.name : 'Unknown' });
      }
    }
  }
  world.log({ event: 'LogSwept', hours, files, told, failed });
  if (failed > 0) throw new Error(`${failed} log files could not be read`);
}

/** The folders of those days, of every account and Region that the archive knows. */
async function foldersOf(archive: LogFiles, fromMs: number, toMs: number): Promise<readonly string[]> {
  const days = Array.from({ length: Math.floor(toMs / (24 * hourMs)) - Math.floor(fromMs / (24 * hourMs)) + 1 }, (_, index) =>
    new Date(toMs - index * 24 * hourMs).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
  const found: string[] = [];
  for (const account of await archive.folders('AWSLogs/')) {
    for (const region of await archive.folders(`${account}CloudTrail/`)) found.push(...days.map((day) => `${region}${day}/`));
  }
  return found;
}

const logFile = z.object({ Records: z.array(z.unknown()) });

async function tellOf(reader: LogReader, key: string, { alarms }: { readonly alarms: boolean }): Promise<number> {
  const { Records } = logFile.parse(JSON.parse(await reader.archive.read(key)));
  let told = 0;
  for (const raw of Records) {
    const record = logRecordDetail.safeParse(raw);
    if (!record.success) continue;
    const { eventSource, eventName, requestParameters, recipientAccountId: account, awsRegion: region } = record.data;
    const roleArn = requestParameters?.roleArn;
    if (eventSource === 's3.amazonaws.com' && eventName === 'GetObject' && isDropBox(reader, requestParameters?.bucketName)) {
      await reader.tell({ account, region }, recordInTheLog, record.data);
      told += 1;
    } else if (alarms && guardedCalls.some((calls) => isAmong(calls, { eventSource, eventName, roleArn }))) {
      await reader.tell('own', recordInTheLog, { ...record.data, requestParameters: roleArn === undefined ? undefined : { roleArn } });
      told += 1;
    }
  }
  return told;
}

/** A country's copy in another Region has a name of the same beginning and no desk beside it: nothing there would take in what is told. */
function isDropBox({ dropBoxPrefix }: LogReader, bucket = ''): boolean {
  return bucket.startsWith(dropBoxPrefix) && !/^[a-z]{2}-copy-/.test(bucket.slice(dropBoxPrefix.length));
}
