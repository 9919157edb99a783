import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivateJson } from './private-file.ts';

const mailSchema = z.object({
  id: z.string(),
  at: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string().optional(),
  html: z.string().optional(),
});
/** A mail that was sent, as the mail page and `/mail.json` show it. */
export type Mail = z.infer<typeof mailSchema>;

/** Where every mail of a rehearsal ends: on this disk, and on the mail page. */
export interface Mailbox {
  readonly open: () => Promise<void>;
  /** On disk when it resolves. Answers the mail's id. */
  readonly put: (mail: Omit<Mail, 'id' | 'at'>) => Promise<string>;
  /** Newest first. */
  readonly all: () => Promise<readonly Mail[]>;
}

export function createMailbox({ stateDir, now }: { readonly stateDir: string; readonly now: () => Date }): Mailbox {
  const folder = join(stateDir, 'mail');
  return {
    open: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    put: async (mail) => {
      const at = now().toISOString();
      const id = `${at.replace(/[-:.TZ]/g, '')}-${randomUUID()}`;
      await writePrivateJson(join(folder, `${id}.json`), { id, at, ...mail } satisfies Mail);
      return id;
    },
    all: async () => {
      const names = (await readdir(folder))
        .filter((name) => name.endsWith('.json'))
        .sort()
        .reverse();
      return Promise.all(names.map(async (name) => mailSchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))));
    },
  };
}
