/**
 * `Content-Disposition: attachment` for a document's name (RFC 6266): the name itself in `filename*` (RFC 8187, UTF-8), and for old
 * readers an ASCII one in which everything that could be misread is an underscore.
 */
export function attachmentNamed(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended(name)}`;
}

/** RFC 8187 `value-chars`: what encodeURIComponent leaves alone but `attr-char` does not hold is escaped as well. */
function extended(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
