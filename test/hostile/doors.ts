import { type Attack, ask, speak, type World } from './world.ts';

const home = (path: string, how: Parameters<typeof ask>[1]) => (world: World) =>
  ask(world.desk('MA') + path, { token: world.tokens.MA, ...how });
const missing = '0'.repeat(26);
const draft = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  to: 'EG',
  case: 'MA-2026-000001',
  legalBasis: { instrument: 'riyadh-1983' },
  urgency: 'routine',
  documents: [{ number: 1, name, sizeBytes: 3, sha256: '0'.repeat(64) }],
  ...more,
});
const named = (name: string) => home('/dispatches', { body: draft(name) });
const drafted = (more: Readonly<Record<string, unknown>>) => home('/dispatches', { body: draft('request.pdf', more) });
const raw = (text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) => home('/dispatches', { raw: text, headers });

/** Speaks HTTP itself, to say what no client would. */
const spoken =
  (lines: readonly string[], body = '') =>
  async (world: World) => {
    const address = world.desk('MA');
    const { host, pathname } = new URL(address);
    const text = [`POST ${pathname}/deposits HTTP/1.1`, `Host: ${host}`, ...lines, '', body].join('\r\n');
    return speak(address, text);
  };

/** Attacks on what a desk takes in. */
export const doorAttacks: readonly Attack[] = [
  { id: 'D01', title: 'no token', answer: '401 Unauthorized', run: (world) => ask(`${world.desk('MA')}/dispatches?box=in`) },
  {
    id: 'D02',
    title: 'another country’s token',
    answer: '401 Unauthorized',
    run: (world) => ask(`${world.desk('MA')}/dispatches?box=in`, { token: world.tokens.EG }),
  },
  {
    id: 'D03',
    title: 'two countries’ tokens in one header',
    answer: '401 Unauthorized',
    run: (world) =>
      ask(`${world.desk('MA')}/dispatches?box=in`, { headers: { authorization: `Bearer ${world.tokens.MA}, Bearer ${world.tokens.EG}` } }),
  },
  {
    id: 'D04',
    title: 'a token in the query',
    answer: '401 Unauthorized',
    run: (world) => ask(`${world.desk('MA')}/dispatches?box=in&access_token=${world.tokens.MA}`),
  },
  {
    id: 'D05',
    title: 'a dispatch between two others',
    answer: '404 NotFound',
    run: (world) => ask(`${world.desk('TN')}/dispatches/${world.arrived.dispatchId}`, { token: world.tokens.TN }),
  },
  {
    id: 'D06',
    title: 'a dispatch that does not exist',
    answer: '404 NotFound',
    run: home(`/dispatches/${missing}`, {}),
  },
  { id: 'D07', title: 'an id that is a path', answer: '404 NotFound', run: home('/dispatches/..%2f..%2fentry', {}) },
  { id: 'D08', title: 'an id that is a query', answer: '404 NotFound', run: home("/dispatches/x'%20OR%20'1'='1", {}) },
  {
    id: 'D09',
    title: 'a document number below one',
    answer: '404 NotFound',
    run: async (world) => home(`/dispatches/${world.arrived.dispatchId}/documents/-1/token`, { body: {} })(world),
  },
  {
    id: 'D10',
    title: 'a document that the dispatch has not',
    answer: '404 NotFound',
    run: async (world) => home(`/dispatches/${world.arrived.dispatchId}/documents/999/token`, { body: {} })(world),
  },
  {
    id: 'D11',
    title: 'a download token that one made up',
    answer: '409 TokenSpent',
    run: async (world) => home(`/dispatches/${world.arrived.dispatchId}/documents/1/link`, { body: { token: 'A'.repeat(43) } })(world),
  },
  {
    id: 'D12',
    title: 'a download token used twice',
    answer: '409 TokenSpent',
    run: async (world) => {
      const document = { dispatchId: world.arrived.dispatchId, documentNumber: 1 };
      const { token } = await world.morocco.home.issueToken(document);
      await world.morocco.home.signDownload(document, token);
      return home(`/dispatches/${document.dispatchId}/documents/1/link`, { body: { token } })(world);
    },
  },
  {
    id: 'D13',
    title: 'a page of a list from elsewhere',
    answer: '400 InvalidInput',
    run: home('/dispatches?box=in&cursor=eyJhIjoxfQ', {}),
  },
  { id: 'D14', title: 'a list of minus one', answer: '400 InvalidInput', run: home('/dispatches?box=in&limit=-1', {}) },
  { id: 'D15', title: 'a box that is no box', answer: '400 InvalidInput', run: home('/dispatches?box=__proto__', {}) },
  { id: 'D16', title: 'no JSON', answer: '400 InvalidInput', run: raw('{') },
  { id: 'D17', title: 'JSON 10,000 levels deep', answer: '400 InvalidInput', run: raw(`${'['.repeat(10_000)}${']'.repeat(10_000)}`) },
  { id: 'D18', title: 'bytes that are no UTF-8', answer: '400 InvalidInput', run: raw(Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d])) },
  { id: 'D19', title: 'a list instead of an object', answer: '400 InvalidInput', run: raw('[]') },
  { id: 'D20', title: 'a number instead of an object', answer: '400 InvalidInput', run: raw('1e999') },
  {
    id: 'D21',
    title: 'a prototype',
    answer: '400 InvalidInput',
    run: raw(JSON.stringify(draft('request.pdf')).replace('{', '{"__proto__":{"to":"TN"},')),
  },
  { id: 'D22', title: 'an unknown field', answer: '400 InvalidInput', run: drafted({ sentBy: 'minister' }) },
  {
    id: 'D23',
    title: 'two megabytes',
    answer: '413 BodyTooLarge',
    run: raw(JSON.stringify({ ...draft('request.pdf'), padding: 'a'.repeat(2 * 2 ** 20) })),
  },
  { id: 'D24', title: 'eleven megabytes', answer: '413 Request Entity Too Large', run: raw('a'.repeat(11 * 2 ** 20)) },
  {
    id: 'D25',
    title: 'a compressed body',
    answer: '400 InvalidInput',
    run: raw(Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0xae, 5, 0]), { 'content-encoding': 'gzip' }),
  },
  {
    id: 'D26',
    title: 'a size that is no whole number',
    answer: '400 InvalidInput',
    run: drafted({ documents: [{ number: 1, name: 'a', sizeBytes: 1.5, sha256: '0'.repeat(64) }] }),
  },
  {
    id: 'D27',
    title: 'a size beyond what numbers can count',
    answer: '400 InvalidInput',
    run: drafted({ documents: [{ number: 1, name: 'a', sizeBytes: 2 ** 60, sha256: '0'.repeat(64) }] }),
  },
  {
    id: 'D28',
    title: 'a document of two tebibytes',
    answer: '422 DocumentTooLarge',
    run: drafted({ documents: [{ number: 1, name: 'a', sizeBytes: 2 ** 41, sha256: '0'.repeat(64) }] }),
  },
  {
    id: 'D29',
    title: 'a hundred and one documents',
    answer: '422 TooManyDocuments',
    run: drafted({
      documents: Array.from({ length: 101 }, (_, index) => ({ number: index + 1, name: 'a', sizeBytes: 1, sha256: '0'.repeat(64) })),
    }),
  },
  {
    id: 'D30',
    title: '10,001 parts',
    answer: '400 InvalidInput',
    run: drafted({
      documents: [
        {
          number: 1,
          name: 'a',
          sizeBytes: 2 ** 36,
          sha256: '0'.repeat(64),
          parts: { partSizeBytes: 8 * 2 ** 20, count: 10_001, compositeSha256: '0'.repeat(64) },
        },
      ],
    }),
  },
  { id: 'D31', title: 'a dispatch to oneself', answer: '422 AddressedToOneself', run: drafted({ to: 'MA' }) },
  { id: 'D32', title: 'a dispatch to a country that is no member', answer: '422 UnknownAddressee', run: drafted({ to: 'XX' }) },
  { id: 'D33', title: 'a case reference with a formula', answer: '400 InvalidInput', run: drafted({ case: '=HYPERLINK("http://x")' }) },
  { id: 'D34', title: 'a case reference with markup', answer: '400 InvalidInput', run: drafted({ case: '<script>alert(1)</script>' }) },
  {
    id: 'D35',
    title: 'a case reference with a line break',
    answer: '400 InvalidInput',
    run: drafted({ case: 'MA-2026-1\r\nBcc: spy@elsewhere.example' }),
  },
  {
    id: 'D36',
    title: 'an instrument that is a path',
    answer: '400 InvalidInput',
    run: drafted({ legalBasis: { instrument: '../../etc/passwd' } }),
  },
  { id: 'N01', title: 'a name that climbs', answer: '422 DocumentNameRefused', run: named('../../etc/passwd') },
  { id: 'N02', title: 'a name that climbs backwards', answer: '422 DocumentNameRefused', run: named('..\\..\\windows') },
  { id: 'N03', title: 'a name with a NUL', answer: '422 DocumentNameRefused', run: named('request\u0000.pdf') },
  { id: 'N04', title: 'a name that reads backwards', answer: '422 DocumentNameRefused', run: named('request\u202Efdp.exe') },
  { id: 'N05', title: 'a name with an isolate', answer: '422 DocumentNameRefused', run: named('request\u2066.pdf') },
  { id: 'N06', title: 'a name with nothing visible', answer: '422 DocumentNameRefused', run: named('\u200B\u200B') },
  { id: 'N07', title: 'a name with a line break', answer: '422 DocumentNameRefused', run: named('request\r\nX: y.pdf') },
  { id: 'N08', title: 'an empty name', answer: '422 DocumentNameRefused', run: named('') },
  { id: 'N09', title: 'a name of dots', answer: '422 DocumentNameRefused', run: named('..') },
  { id: 'N10', title: 'a name of 10,000 letters', answer: '422 DocumentNameRefused', run: named('a'.repeat(10_000)) },
  { id: 'N11', title: 'half a character', answer: '422 DocumentNameRefused', run: named('request\uD800.pdf') },
  { id: 'H01', title: 'two lengths', answer: '400', run: spoken(['Content-Length: 2', 'Content-Length: 40'], '{}') },
  {
    id: 'H02',
    title: 'a length and chunks',
    answer: '400',
    run: spoken(['Content-Length: 2', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n'),
  },
  { id: 'H03', title: 'chunks under a second coding', answer: '400', run: spoken(['Transfer-Encoding: chunked, identity'], '0\r\n\r\n') },
  {
    id: 'H04',
    title: 'a chunk size that is no number',
    answer: '400',
    run: spoken(['Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n'),
  },
  { id: 'H05', title: 'a folded header', answer: '400', run: spoken(['X-A: 1', ' Content-Length: 2'], '{}') },
  { id: 'H06', title: 'a space before the colon', answer: '400', run: spoken(['Content-Length : 2'], '{}') },
  { id: 'H07', title: 'a bare carriage return in a header', answer: '400', run: spoken(['X-A: 1\rX-B: 2'], '') },
  { id: 'H08', title: 'a NUL in a header', answer: '400', run: spoken(['X-A: \u0000'], '') },
  { id: 'H09', title: 'headers of 100 KB', answer: '431', run: spoken([`X-A: ${'a'.repeat(100_000)}`], '') },
  { id: 'H10', title: 'a minus length', answer: '400', run: spoken(['Content-Length: -1'], '') },
  { id: 'H11', title: 'no host', answer: '400', run: async (world) => speak(world.desk('MA'), 'GET / HTTP/1.1\r\n\r\n') },
  { id: 'H12', title: 'no HTTP', answer: '400', run: async (world) => speak(world.desk('MA'), 'EHLO mail\r\n\r\n') },
];
