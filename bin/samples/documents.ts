import { createHash } from 'node:crypto';
import type { HashedDocument } from '../../client/sending/deposit.ts';
import { planParts } from '../../domain/parts.ts';
import { arabicWord } from './arabic-word.ts';

/** A document of a sample: the same bytes at every making, so that a sample that was begun can be gone on with. */
export interface SampleDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A real PDF of one page (ISO 32000-1) that says SAMPLE in three languages, with a line in Latin letters below. */
export function samplePdf(name: string, line: string): SampleDocument {
  return { name, bytes: pdfOf([{ line }]) };
}

/** The same with `pages` pages, each on the grey of a scanned sheet: 8.7 MB a page, as a scanner without compression makes them. */
export function scannedPdf(name: string, line: string, pages: number): SampleDocument {
  const sheets = Array.from({ length: pages }, (_, index) => ({ line: `${line}, ${index + 1} / ${pages}`, isScan: true }));
  return { name, bytes: pdfOf(sheets) };
}

/** A text that says SAMPLE in three languages. */
export function sampleText(name: string, line: string): SampleDocument {
  const text = `SAMPLE · EXEMPLE · نموذج\n\n${line}\n\n${disclaimer.join('\n')}\nوثيقة نموذجية أنشأها التمرين. لا تتعلق بأي قضية حقيقية.\n`;
  return { name, bytes: Buffer.from(text, 'utf8') };
}

/** As a client describes it to its desk. */
export function hashed({ name, bytes }: SampleDocument, number: number, singlePutMaxBytes: number): HashedDocument {
  const plan = planParts(bytes.length, singlePutMaxBytes);
  const entry = { number, name: name.normalize('NFC'), sizeBytes: bytes.length, sha256: sha256(bytes).toString('hex') };
  if (!plan) return { entry, partSha256: [] };
  const parts = Array.from({ length: plan.count }, (_, index) =>
    sha256(bytes.subarray(index * plan.partSizeBytes, (index + 1) * plan.partSizeBytes)),
  );
  const compositeSha256 = sha256(Buffer.concat(parts)).toString('hex');
  return { entry: { ...entry, parts: { ...plan, compositeSha256 } }, partSha256: parts.map((part) => part.toString('hex')) };
}

const disclaimer = [
  'A sample document, made by the rehearsal. It concerns no real case and no real person.',
  "Document d'exemple, produit par la répétition. Il ne concerne aucune affaire ni personne réelles.",
];

interface Page {
  readonly line: string;
  readonly isScan?: boolean;
}

/** A4 at 300 dots an inch. */
const scan = { width: 2480, height: 3508 };

function pdfOf(pages: readonly Page[]): Buffer {
  const kids = pages.map((_, index) => `${firstPage + index * 3} 0 R`).join(' ');
  const fonts = '/Font << /F1 3 0 R >>';
  return assembled([
    plain('<< /Type /Catalog /Pages 2 0 R >>'),
    plain(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`),
    plain('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>'),
    ...pages.flatMap((page, index) => {
      const at = firstPage + index * 3;
      const images = page.isScan ? `/XObject << /Scan ${at + 2} 0 R >>` : '';
      return [
        plain(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${at + 1} 0 R /Resources << ${fonts} ${images} >> >>`),
        streamOf('', Buffer.from(contentOf(page), 'latin1')),
        page.isScan ? streamOf(imageKeys, sheetOfPaper()) : plain('null'),
      ];
    }),
  ]);
}

/** Number of the first page's object; each page takes three: page, content, image. */
const firstPage = 4;
const imageKeys = `/Type /XObject /Subtype /Image /Width ${scan.width} /Height ${scan.height} /ColorSpace /DeviceGray /BitsPerComponent 8`;

function contentOf({ line, isScan }: Page): string {
  return [
    ...(isScan ? ['q 595 0 0 842 0 0 cm /Scan Do Q'] : []),
    '0.6 0.1 0.1 rg 0.6 0.1 0.1 RG 3 w 40 600 515 190 re S',
    `q 0.45 0 0 0.45 400 700 cm ${arabicWord} Q`,
    ...[textAt('SAMPLE', 36, 70, 705), textAt('EXEMPLE', 36, 70, 640)],
    '0 0 0 rg',
    textAt(line, 14, 70, 540),
    ...disclaimer.map((sentence, index) => textAt(sentence, 9, 70, 500 - index * 16)),
  ].join('\n');
}

function textAt(text: string, size: number, x: number, y: number): string {
  return `BT /F1 ${size} Tf ${x} ${y} Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`;
}

/** Grey with the grain of paper: one row of it many times, so that it is made at once. */
function sheetOfPaper(): Buffer {
  let state = 1;
  const grain = Buffer.from(
    Array.from({ length: 65_521 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return 236 + (state % 16);
    }),
  );
  return Buffer.alloc(scan.width * scan.height, grain);
}

function plain(body: string): Buffer {
  return Buffer.from(body, 'latin1');
}

function streamOf(keys: string, content: Buffer): Buffer {
  return Buffer.concat([plain(`<< ${keys} /Length ${content.length} >>\nstream\n`), content, plain('\nendstream')]);
}

/** Header, objects numbered from 1, cross-reference table, trailer (ISO 32000-1, 7.5). */
function assembled(objects: readonly Buffer[]): Buffer {
  const chunks = [plain('%PDF-1.4\n')];
  let position = chunks[0]?.length ?? 0;
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(position);
    const chunk = Buffer.concat([plain(`${index + 1} 0 obj\n`), object, plain('\nendobj\n')]);
    chunks.push(chunk);
    position += chunk.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${position}\n%%EOF\n`;
  return Buffer.concat([...chunks, plain(end)]);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
