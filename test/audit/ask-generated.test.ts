import { join } from 'node:path';
import { type Answer, recordId } from '../../audit/answer/answer.ts';
import { ask, withStore } from '../../audit/ask/ask.ts';
import { type Asked, askedOf } from '../../audit/ask/asked.ts';
import { ingest } from '../../audit/ingest/ingest.ts';
import type { LogFile } from '../../audit/log-file.ts';
import { isProven, proveAnswer } from '../../audit/prove/prove.ts';
import { crossCheck } from '../../audit/scan/cross-check.ts';
import { needlesOf } from '../../audit/scan/needles.ts';
import { scan } from '../../audit/scan/scan.ts';
import { hashFiles } from '../../audit/verify/hash-files.ts';
import { auditQuestions } from '../../domain/audit-questions.ts';
import { officeRules } from '../../domain/office-rules.ts';
import { sample } from '../lib/templates.ts';
import {
  type Act,
  boxOf,
  deliver,
  dispatches,
  inPercents,
  kmsEvent,
  linkEvent,
  managementEvent,
  s3Event,
  scratch,
} from './small-archive.ts';

const persons = ['judge.amal', 'judge.badr', 'EG.judge', ''];
const roles = ['MA-reader', 'EG-reader', 'MA-depositor', 'JO-reader', 'admin'];

/** The same numbers for the same seed (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const spread = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((spread ^ (spread >>> 14)) >>> 0) % sides;
  };
}

function generated(seed: number, length: number): readonly unknown[] {
  const roll = dice(seed);
  const one = <Item>(items: readonly Item[], fallback: Item): Item => items[roll(items.length)] ?? fallback;
  return Array.from({ length }, (_, index) => {
    // one week in each season: clocks change between them
    const day = Date.UTC(2026, roll(4) * 3, 1 + roll(7));
    const at = new Date(day + roll(86_400) * 1000).toISOString().replace('.000Z', 'Z');
    const document = {
      country: one(sample.countries, undefined)?.code ?? 'MA',
      key: `${one(dispatches, dispatches[0])}/${1 + roll(12)}`,
    };
    const act: Act = {
      id: `e${seed}-${index}`,
      at,
      person: one(persons, ''),
      role: one(roles, 'admin'),
      accessKeyId: `ASIA${roll(40)}`,
      error: roll(6) === 0 ? 'AccessDenied' : '',
    };
    switch (roll(8)) {
      case 0:
        return linkEvent(document, `ASIA${roll(80)}`, act);
      case 1:
        return kmsEvent(one(['Decrypt', 'GenerateDataKey'], 'Decrypt'), document, act);
      case 2:
        return managementEvent(
          one(['PutKeyPolicy', 'StopLogging', 'DescribeTrails', 'PutObjectRetention'], 'StopLogging'),
          'kms.amazonaws.com',
          act,
        );
      case 3:
        return {
          ...s3Event('CopyObject', document, act),
          requestParameters: { bucketName: 'x', key: 'y', 'x-amz-copy-source': one(sourcesOf(document), '') },
        };
      default:
        return s3Event(one(['GetObject', 'PutObject', 'HeadObject', 'SelectObjectContent'], 'GetObject'), document, act);
    }
  });
}

/** The ways in which a client may write what it copies, and some that S3 refuses. */
function sourcesOf({ country, key }: { readonly country: string; readonly key: string }): readonly string[] {
  const source = `${boxOf(country)}/${key}`;
  return [
    `/b/${key}`,
    source,
    `/${source}?versionId=v1`,
    encodeURIComponent(source),
    `${source}%zz`,
    `%ff%2f${source}`,
    `%%2F%2${source}%c3%a9`,
    `${key}0`,
  ];
}

const exceptions = {
  holidays: [{ from: '2026-01-02', to: '2026-01-03' }],
  otherHours: [{ from: '2026-07-01', to: '2026-07-30', officeHours: { from: '11:00', to: '12:00' } }],
  weekdayHours: [{ weekday: 'saturday' as const, officeHours: { from: '08:00', to: '20:00' } }],
};

/** Every value that makes a question different. */
function variantsOf(id: string): readonly Readonly<Record<string, string>>[] {
  const countries = sample.countries.map((country) => ({
    country: country.code,
    time_zone: country.timeZone,
    office_hours: officeRules({ ...country, exceptions }),
  }));
  const byQuestion: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
    WhoOpenedADocument: dispatches.map((dispatch) => ({ object_key: `${dispatch}/1` })),
    EverythingAPersonDid: [{ person: 'judge.amal' }, { person: 'EG.judge' }, { person: 'judge' }],
    TimelineOfACase: [{ dispatches: dispatches[0] }, { dispatches: `${dispatches[1]},${dispatches[2]}` }],
    ReadsOfABox: countries,
    ReadsByOthers: countries,
    ReadsOutsideOfficeHours: countries,
  };
  return byQuestion[id] ?? [{}];
}

/** The same records, with characters written as JSON may also write them. */
function inAnotherWay(records: readonly unknown[]): string {
  return JSON.stringify({ Records: records }).replaceAll('d', '\\u0064').replaceAll('g', '\\u0067').replaceAll('/', '\\/');
}

/** Copies of a document that no text of the file names as it is. */
function copiedInPercents(count: number): readonly unknown[] {
  const source = inPercents(`${boxOf('MA')}/${dispatches[0]}/1`);
  return Array.from({ length: count }, (_, index) => ({
    ...s3Event('CopyObject', { country: 'EG', key: 'elsewhere' }, { id: `percents-${index}`, at: '2026-01-05T10:00:00Z', role: 'admin' }),
    requestParameters: { bucketName: 'x', key: 'y', 'x-amz-copy-source': source },
  }));
}

/** What is passed over for want of a needle holds no record that answers. Gives how many files that were. */
async function passesOverNothing({
  files,
  asked,
  answer,
}: {
  readonly files: readonly LogFile[];
  readonly asked: Asked;
  readonly answer: Answer;
}) {
  const passedOver = await withoutNeedle(files, asked);
  const { found } = await scan({ files, passedOver }, asked);
  expect(found.map(({ id }) => id).sort()).toEqual(answer.rows.map(({ proof }) => recordId(proof)).sort());
  return passedOver.size;
}

async function withoutNeedle(files: readonly LogFile[], asked: Asked): Promise<ReadonlySet<string>> {
  const needles = needlesOf(asked);
  const options = { workers: 1, maxInflatedBytes: 2 ** 24, ...(needles && { needles }) };
  const hashed = await hashFiles(
    files.map(({ path }) => path),
    options,
  );
  return new Set(files.flatMap(({ path }, index) => (hashed[index]?.mayHold ? [] : [path])));
}

test('on generated archives every answer equals the raw scan, in the whole year and in a part of it, and every row is proven', async () => {
  const { folder, remove } = await scratch();
  try {
    // small files, so that some hold nothing of what is asked; two write their characters in another way
    const bodies = [
      inAnotherWay(generated(5, 10)),
      copiedInPercents(10),
      ...Array.from({ length: 78 }, (_, index) => generated(11 + index, 10)),
    ];
    const files = await Promise.all(
      bodies.map((body, index) => deliver(folder, { body, standing: index % 40 === 39 ? 'pending' : 'verified' })),
    );
    await ingest({ folder: join(folder, 'store'), files, verification: 'digests' });
    const rowsByQuestion = new Map<string, number>();
    let passed = 0;
    await withStore(join(folder, 'store'), async (open) => {
      for (const { id } of auditQuestions) {
        for (const parameters of variantsOf(id)) {
          for (const period of [{}, { from: '2026-01-03', to: '2026-07-05' }]) {
            const asked = askedOf(id, parameters, period);
            const answer = await ask(open, asked);
            const { crossCheck: checked } = await crossCheck(answer, asked, { files });
            expect([id, parameters, checked]).toEqual([
              id,
              parameters,
              { agrees: true, recordsRead: 800, filesUnread: 0, onlyInAnswer: [], onlyInScan: [] },
            ]);
            if (!('from' in period)) passed += await passesOverNothing({ files, asked, answer });
            expect([id, isProven(answer, await proveAnswer(answer, files))]).toEqual([id, true]);
            rowsByQuestion.set(id, (rowsByQuestion.get(id) ?? 0) + answer.found);
          }
        }
      }
    });
    expect(passed).toBeGreaterThan(0);
    // a question that found nothing would agree with anything
    expect([...rowsByQuestion].filter(([, rows]) => rows === 0)).toEqual([]);
  } finally {
    await remove();
  }
});
