import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import * as z from 'zod';
import type { OwnConnection } from '../../cli/connect.ts';
import { begin, entryOf, partsOf, put, sha256 } from '../support/deposits.ts';
import { magistrateOf } from '../support/people.ts';
import { type Rehearsing, rehearse } from '../support/rehearsing.ts';
import { run } from '../support/run-exchange.ts';

let rehearsing: Rehearsing;
let egypt: OwnConnection;
let morocco: OwnConnection;
const meet = async (): Promise<void> => {
  egypt = await magistrateOf(rehearsing.folder, 'EG');
  morocco = await magistrateOf(rehearsing.folder, 'MA');
};
beforeAll(async () => {
  rehearsing = await rehearse();
  await meet();
});
afterAll(() => rehearsing.end());

const large = randomBytes(20 * 2 ** 20);

interface Upload {
  readonly dispatchId: string;
  readonly send: (part: number) => Promise<{ readonly status: number; readonly code: string | undefined }>;
  readonly complete: () => Promise<unknown>;
  readonly parts: number;
}

/** A document in parts; each is signed and sent on its own. */
async function beginLarge(): Promise<Upload> {
  const entry = entryOf('image.bin', large);
  const { dispatchId } = await begin(egypt, 'MA', [entry]);
  const pieces = partsOf(large, entry.parts?.partSizeBytes ?? 0);
  const document = { dispatchId, documentNumber: 1 };
  const desk = egypt.deskOf('MA');
  const assertion = async () => (await egypt.home.signAssertion(dispatchId)).assertion;
  return {
    dispatchId,
    parts: pieces.length,
    send: async (part) => {
      const piece = pieces[part - 1] ?? Buffer.alloc(0);
      const { links } = await desk.signUpload(document, [{ part, sha256: sha256(piece) }], await assertion());
      const [link] = links;
      if (!link) throw new Error('no link was given');
      return put(link, piece);
    },
    complete: async () => desk.completeUpload(document, await assertion()),
  };
}

async function stateOf(dispatchId: string): Promise<string> {
  return (await morocco.home.showDispatch(dispatchId)).state;
}

async function switchKeys(on: boolean): Promise<void> {
  const { endpoints, custodian, deployment } = rehearsing.rehearsal();
  const kms = new KMSClient({ endpoint: endpoints.s3, region: endpoints.region, credentials: await custodian('MA') });
  const vault = deployment.outputs['liaison-exchange-pilot-MA-Vault'];
  for (const KeyId of [vault?.DocumentsKeyArn, vault?.SigningKeyArn]) {
    await kms.send(on ? new EnableKeyCommand({ KeyId }) : new DisableKeyCommand({ KeyId }));
  }
}

async function alarmsFor(call: string): Promise<readonly string[]> {
  const { endpoints } = rehearsing.rehearsal();
  const mails = z
    .array(z.object({ to: z.array(z.string()), text: z.string() }))
    .parse(await (await fetch(`${endpoints.mail}.json`)).json());
  return mails
    .filter(({ to, text }) => to[0] === 'alarms@exchange.example' && text.includes(`CloudTrail: ${call},`))
    .map(({ text }) => text);
}

test('a country that disables its keys in the middle of a transfer stops every part, link and receipt; nothing is lost when it enables them again', async () => {
  const upload = await beginLarge();
  expect((await upload.send(1)).status).toBe(200);
  await switchKeys(false);
  const stopped = await upload.send(2);
  expect(stopped.status).toBeGreaterThanOrEqual(400);
  expect(stopped.code).toMatch(/^KMS\./);
  await expect(begin(egypt, 'MA', [entryOf('other.pdf', randomBytes(10))])).rejects.toMatchObject({ body: { code: 'KeyUnavailable' } });
  await switchKeys(true);
  for (let part = 2; part <= upload.parts; part += 1) expect((await upload.send(part)).status).toBe(200);
  await upload.complete();
  await rehearsing.rehearsal().idle();
  expect(await stateOf(upload.dispatchId)).toBe('available');
  const alarms = await alarmsFor('DisableKey');
  expect(alarms).toHaveLength(2);
  expect(alarms[0]).toMatch(/عُطِّل مفتاح[\s\S]*Une clé[\s\S]*A key was disabled[\s\S]*CloudTrail: DisableKey, \d{4}-/);
});

test('what was acknowledged is there after a restart in the middle of a transfer, and the transfer goes on', async () => {
  const upload = await beginLarge();
  expect((await upload.send(1)).status).toBe(200);
  await rehearsing.restart();
  await meet();
  expect(await stateOf(upload.dispatchId)).toBe('accepted');
  const assertion = (await egypt.home.signAssertion(upload.dispatchId)).assertion;
  const arrived = await egypt.deskOf('MA').listParts({ dispatchId: upload.dispatchId, documentNumber: 1 }, assertion);
  expect(arrived.parts.map(({ part }) => part)).toEqual([1]);
}, 120_000);

test('a document of which parts are missing is not completed', async () => {
  const upload = await beginLarge();
  expect((await upload.send(1)).status).toBe(200);
  await expect(upload.complete()).rejects.toMatchObject({ body: { code: 'PartsMissing' } });
  await rehearsing.rehearsal().idle();
  expect(await stateOf(upload.dispatchId)).toBe('accepted');
});

describe('ids of other countries', () => {
  test('a dispatch between two others is answered like one that does not exist', async () => {
    const { dispatchId } = await begin(egypt, 'MA', [entryOf('private.pdf', randomBytes(10))]);
    const tunisia = await magistrateOf(rehearsing.folder, 'TN');
    const asked = [dispatchId, '0'.repeat(26)].map((id) =>
      tunisia.home.showDispatch(id).then(String, (error: { readonly body?: unknown }) => error.body),
    );
    const [foreign, missing] = await Promise.all(asked);
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ code: 'NotFound' });
  });

  test("another country's token opens no door", async () => {
    const tunisia = await magistrateOf(rehearsing.folder, 'TN');
    await tunisia.home.listDispatches({ box: 'in' });
    const authorization = `Bearer ${await tokenOf(tunisia)}`;
    const { countries } = rehearsing.rehearsal().endpoints;
    const ask = (desk = '') => fetch(`${desk}/dispatches?box=in`, { headers: { authorization } }).then((response) => response.status);
    expect([await ask(countries.TN?.desk), await ask(countries.MA?.desk)]).toEqual([200, 401]);
  });
});

const kept = z.record(z.string(), z.object({ accessToken: z.string() }));

async function tokenOf(person: OwnConnection): Promise<string> {
  const [first] = Object.values(kept.parse(JSON.parse(await readFile(join(person.place.stateFolder, 'tokens.json'), 'utf8'))));
  return first?.accessToken ?? '';
}

test('without a line a sealed bundle brings a dispatch, also after an interrupted import, once, and its receipts come back as files', async () => {
  const { folder } = rehearsing;
  const here = (...args: string[]) => run(folder, [...args, '--json']);
  const bag = 'bag.bundle';
  await writeFile(join(folder, 'image.bin'), large);
  await writeFile(join(folder, 'note.txt'), 'what the witness said');
  const cover = ['--as', 'EG', '--to', 'MA', '--case', 'EG-2026-000999', '--urgency', 'urgent'];
  const made = await here('bundle', 'export', ...cover, '--out', bag, 'image.bin', 'note.txt');
  const dispatchId = String(made.json.dispatchId);
  const sealed = await readFile(join(folder, bag), 'latin1');
  for (const secret of ['EG-2026-000999', 'note.txt', 'image.bin', 'witness', 'liaison.eg', dispatchId])
    expect(sealed).not.toContain(secret);
  const again = await here('bundle', 'export', ...cover, '--out', 'second.bundle', 'image.bin', 'note.txt');
  expect([made.code, again.code, again.json.dispatchId]).toEqual([0, 0, dispatchId]);

  expect((await here('bundle', 'import', bag, '--as', 'TN')).json).toMatchObject({ error: { code: 'WrongAddressee' } });
  const completing = 'liaison-exchange-pilot-MA-complete-upload';
  const broken = await rehearsing.rehearsal().withEnvironment(
    completing,
    () => ({}),
    () => here('bundle', 'import', bag, '--as', 'MA'),
  );
  expect([broken.code, await stateOf(dispatchId)]).toEqual([3, 'accepted']);
  const imported = await here('bundle', 'import', bag, '--as', 'MA');
  const events = [{ event: 'SubmissionAcceptance' }, { event: 'ContentConsignment' }];
  expect(imported.json).toMatchObject({ dispatchId, state: 'available', alreadyImported: false, receipts: events });
  const twice = await here('bundle', 'import', 'second.bundle', '--as', 'MA');
  expect([twice.code, twice.json.alreadyImported, twice.json.receipts]).toEqual([0, true, imported.json.receipts]);

  const opened = await here('open', dispatchId, '--as', 'MA', '--out', 'from the bag');
  expect([opened.code, large.equals(await readFile(join(folder, 'from the bag', 'image.bin')))]).toEqual([0, true]);
  await rehearsing.rehearsal().idle();
  await here('receipts', dispatchId, '--as', 'MA', '--out', 'back');
  const back = (await readdir(join(folder, 'back'))).map((name) => join('back', name));
  expect((await here('bundle', 'receipts', '--as', 'EG', ...back)).code).toBe(0);
  const [sender, addressee] = await Promise.all([egypt.home.showDispatch(dispatchId), morocco.home.showDispatch(dispatchId)]);
  expect([sender.state, sender.receipts.toSorted()]).toEqual(['opened', addressee.receipts.toSorted()]);
}, 120_000);
