/** What the page asks of the worker, and what it answers. Everything that crosses is plain data; `id` ties answers to their question. */
export type Question = { readonly id: number } & (
  | { readonly act: 'hash'; readonly file: Blob }
  | { readonly act: 'hash-parts'; readonly file: Blob; readonly partSizeBytes: number }
  | ({ readonly act: 'put' } & PutTask)
  | ({ readonly act: 'get' } & GetTask)
  | { readonly act: 'stop'; readonly stopped: number }
);

export interface PutTask {
  readonly body: Blob;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GetTask {
  readonly url: string;
  /** Name in the page's private folder. */
  readonly name: string;
  readonly sizeBytes: number;
}

export type Answer = { readonly id: number } & (
  | { readonly at: 'bytes'; readonly bytes: number }
  /** One for the whole file, or one for each part in order. */
  | { readonly at: 'hashed'; readonly sha256: readonly string[] }
  /** The server's answer to a PUT or GET; text only of a "no". */
  | { readonly at: 'answered'; readonly status: number; readonly text: string; readonly sha256?: string }
  | { readonly at: 'broken'; readonly why: Broken }
);

/** `line`: no answer; `file`: the file cannot be read any more; `room`: no space for a document; `overlong`: more bytes than signed. */
export type Broken = 'line' | 'file' | 'room' | 'overlong' | 'stopped';
