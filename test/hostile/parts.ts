import { randomBytes } from 'node:crypto';
import { DeskRefusal } from '../../client/desk-refusal.ts';
import type { UploadLink } from '../../domain/desk-api.ts';
import { begin, entryOf, partsOf } from '../support/deposits.ts';
import { type Attack, sha256, upload, type World } from './world.ts';

const large = randomBytes(17 * 2 ** 20);

/** A fresh deposit of a document in parts, and what a sender can do about it. */
async function inParts({ egypt }: World) {
  const entry = entryOf('image.bin', large);
  const { dispatchId } = await begin(egypt, 'MA', [entry]);
  const pieces = partsOf(large, entry.parts?.partSizeBytes ?? 0);
  const document = { dispatchId, documentNumber: 1 };
  const desk = egypt.deskOf('MA');
  const assertion = async () => (await egypt.home.signAssertion(dispatchId)).assertion;
  const linkFor = async (part: number, bytes = pieceAt(part)): Promise<UploadLink> => {
    const [link] = (await desk.signUpload(document, [{ part, sha256: sha256(bytes) }], await assertion())).links;
    if (!link) throw new Error('no link was given');
    return link;
  };
  const pieceAt = (part: number): Uint8Array => pieces[part - 1] ?? Buffer.alloc(0);
  return {
    pieceAt,
    linkFor,
    sendAll: async (skip = 0) => {
      for (let part = 1; part <= pieces.length; part += 1) if (part !== skip) await upload(await linkFor(part), pieceAt(part));
    },
    complete: async (): Promise<string> => answerOf(desk.completeUpload(document, await assertion())),
    ask: async (part: number): Promise<string> =>
      answerOf(desk.signUpload(document, [{ part, sha256: '0'.repeat(64) }], await assertion())),
  };
}

async function answerOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
    return 'accepted';
  } catch (error) {
    if (error instanceof DeskRefusal) return `${error.status} ${error.body.code}`;
    throw error;
  }
}

/** Attacks with a document in parts. */
export const partAttacks: readonly Attack[] = [
  {
    id: 'M01',
    title: 'other bytes in a part',
    answer: '400 BadDigest',
    run: async (world) => {
      const { linkFor, pieceAt } = await inParts(world);
      const whole = Buffer.from(pieceAt(1));
      whole.set([(whole[0] ?? 0) ^ 1]);
      return upload(await linkFor(1), whole);
    },
  },
  {
    id: 'M02',
    title: 'a link for one part used for the next',
    answer: '403 SignatureDoesNotMatch',
    run: async (world) => {
      const { linkFor, pieceAt } = await inParts(world);
      const link = await linkFor(1);
      const url = new URL(link.url);
      url.searchParams.set('partNumber', '2');
      return upload(link, pieceAt(1), { url: url.href });
    },
  },
  {
    id: 'M03',
    title: 'a link for a part used for the whole',
    answer: '403 SignatureDoesNotMatch',
    run: async (world) => {
      const { linkFor, pieceAt } = await inParts(world);
      const link = await linkFor(1);
      const url = new URL(link.url);
      for (const name of ['partNumber', 'uploadId']) url.searchParams.delete(name);
      return upload(link, pieceAt(1), { url: url.href });
    },
  },
  {
    id: 'M04',
    title: 'completing with a part missing',
    answer: '409 PartsMissing',
    run: async (world) => {
      const { sendAll, complete } = await inParts(world);
      await sendAll(1);
      return complete();
    },
  },
  {
    id: 'M05',
    title: 'completing what nobody sent',
    answer: '409 PartsMissing',
    run: async (world) => (await inParts(world)).complete(),
  },
  {
    id: 'M06',
    title: 'a part other than the manifest’s, signed as asked',
    answer: '422 ContentDiffers',
    run: async (world) => {
      const { linkFor, pieceAt, sendAll, complete } = await inParts(world);
      await sendAll(1);
      const other = Buffer.from(pieceAt(1));
      other.set([(other[0] ?? 0) ^ 1]);
      await upload(await linkFor(1, other), other);
      return complete();
    },
  },
  {
    id: 'M07',
    title: 'completing twice',
    answer: 'accepted, 409 AlreadyArrived',
    run: async (world) => {
      const { sendAll, complete } = await inParts(world);
      await sendAll();
      const first = await complete();
      // until storage's own word of the arrival is in, completing again is taken for a repetition
      await world.rehearsing.rehearsal().idle();
      return `${first}, ${await complete()}`;
    },
  },
  { id: 'M08', title: 'a link for part 10,001', answer: '400 InvalidInput', run: async (world) => (await inParts(world)).ask(10_001) },
  {
    id: 'M09',
    title: 'a link for a part that the document has not',
    answer: '422 PartRefused',
    run: async (world) => (await inParts(world)).ask(9),
  },
  { id: 'M10', title: 'a link for part zero', answer: '400 InvalidInput', run: async (world) => (await inParts(world)).ask(0) },
];
