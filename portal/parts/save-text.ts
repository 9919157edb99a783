/** Hands a text to the person as a file of that name. */
export function saveText(text: string, name: string): void {
  saveBytes(new TextEncoder().encode(text), name);
}

export function saveBytes(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
