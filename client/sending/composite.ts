/** S3's composite checksum without its `-N`: SHA-256 over the binary hashes of the parts in order. Lower-case hex in and out. */
export async function composite(partSha256: readonly string[]): Promise<string> {
  const bytes = new Uint8Array(partSha256.length * 32);
  for (const [part, hex] of partSha256.entries()) {
    for (let index = 0; index < 32; index += 1) bytes[part * 32 + index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
