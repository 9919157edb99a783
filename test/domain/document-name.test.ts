import { isDocumentName, maxNameBytes, toDocumentName } from '../../domain/document-name.ts';

describe('a document name is refused', () => {
  test.each([
    ['nothing at all', ''],
    ['a path', 'files/request.pdf'],
    ['a path that climbs', '../request.pdf'],
    ['a Windows path', 'files\\request.pdf'],
    ['a drive', 'C:request.pdf'],
    ['a leading dot', '.bashrc'],
    ['a dot at the end', 'request.'],
    ['a space at the end', 'request.pdf '],
    ['a space at the beginning', ' request.pdf'],
    ['a no-break space at the end', 'request.pdf\u00a0'],
    ['a newline', 'request\n.pdf'],
    ['a null byte', 'request.pdf\u0000.exe'],
    ['an escape character', 'request\u001b[31m.pdf'],
    ['a C1 control', 'request\u0085.pdf'],
    ['a line separator', 'request\u2028.pdf'],
    ['a right-to-left override that hides an extension', 'request\u202efdp.exe'],
    ['a right-to-left embedding', 'request\u202b.pdf'],
    ['an isolate', 'request\u2067.pdf'],
    ['a right-to-left mark', 'request\u200f.pdf'],
    ['an Arabic letter mark', 'request\u061c.pdf'],
    ['a zero-width space', 'request\u200b.pdf'],
    ['a zero-width joiner', 'request\u200d.pdf'],
    ['a zero-width non-joiner', 'request\u200c.pdf'],
    ['a soft hyphen', 'request\u00ad.pdf'],
    ['a word joiner', 'request\u2060.pdf'],
    ['a byte order mark', '\ufeffrequest.pdf'],
    ['a Hangul filler', 'request\u3164.pdf'],
    ['a variation selector', 'request\ufe0f.pdf'],
    ['a tag character', 'request\u{e0041}.pdf'],
    ['a lone surrogate', 'request\ud800.pdf'],
    ['letters that are not composed (NFD)', 're\u0301quisition.pdf'],
    ['a device of Windows', 'CON'],
    ['a device of Windows with an extension', 'nul.pdf'],
    ['a pipe', 'a|b.pdf'],
    ['a question mark', 'who?.pdf'],
    ['a wild card', '*.pdf'],
    ['a quotation mark', '"a".pdf'],
    ['markup', '<b>.pdf'],
  ])('with %s', (_what, name) => {
    expect(isDocumentName(name)).toBe(false);
  });

  test.each([
    ['of one byte too many', 'a'.repeat(maxNameBytes + 1)],
    ['of one Arabic letter too many', 'ب'.repeat(128)],
  ])('%s', (_what, name) => {
    expect(isDocumentName(name)).toBe(false);
  });
});

describe('a document name is taken', () => {
  test.each([
    'request.pdf',
    'طلب مساعدة قضائية.pdf',
    'réquisition nº 4.pdf',
    'مرفق ١٢ (نسخة).pdf',
    'Mixed عربي and latin.pdf',
    'console.pdf',
    'archive.tar.gz',
    'a',
    "juge d'instruction.pdf",
    'a'.repeat(maxNameBytes),
    'ب'.repeat(127),
  ])('%s', (name) => {
    expect(isDocumentName(name)).toBe(true);
  });
});

test('a sender’s name is composed before it is signed', () => {
  const name = toDocumentName('re\u0301quisition.pdf');
  expect(name).toBe('r\u00e9quisition.pdf');
  expect(isDocumentName(name)).toBe(true);
});
