import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivateJson } from '../private-file.ts';
import { standingResource } from '../provisioning/standing.ts';
import { Serial } from '../serial.ts';

const texts = z.record(z.string(), z.string());

const event = z.strictObject({
  id: z.string(),
  atMs: z.number(),
  logicalId: z.string(),
  physicalId: z.string(),
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  token: z.string().optional(),
});
export type StackEvent = z.infer<typeof event>;

const change = z.strictObject({
  action: z.enum(['Add', 'Modify', 'Remove']),
  logicalId: z.string(),
  type: z.string(),
  physicalId: z.string().optional(),
  replacement: z.enum(['True', 'False', 'Conditional']).optional(),
});
export type ResourceChange = z.infer<typeof change>;

/** What a stack is to become. */
const plan = z.strictObject({
  templateBody: z.string(),
  parameters: texts,
  tags: texts,
  roleArn: z.string().optional(),
});
export type Plan = z.infer<typeof plan>;

const changeSet = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.enum(['CREATE', 'UPDATE']),
  status: z.enum(['CREATE_COMPLETE', 'FAILED']),
  executionStatus: z.enum(['AVAILABLE', 'UNAVAILABLE', 'OBSOLETE']),
  reason: z.string().optional(),
  description: z.string().optional(),
  createdAtMs: z.number(),
  /** Takes over resources of the names in the template that a stack gave up and that stayed (docs: CreateChangeSet, ImportExistingResources). */
  importsExisting: z.boolean(),
  plan,
  changes: z.array(change),
});
export type ChangeSet = z.infer<typeof changeSet>;

const stackRecord = z.strictObject({
  /** ARN. */
  id: z.string(),
  name: z.string(),
  /** First part of made-up names and ids. */
  seed: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  createdAtMs: z.number(),
  updatedAtMs: z.number().optional(),
  deletedAtMs: z.number().optional(),
  terminationProtection: z.boolean(),
  /** Undefined while the stack is only under review. */
  plan: plan.optional(),
  outputs: z.record(z.string(), z.strictObject({ value: z.string(), description: z.string().optional(), export: z.string().optional() })),
  resources: z.array(standingResource),
  /** What stood before the operation that is under way. */
  before: z.array(standingResource).optional(),
  events: z.array(event),
  changeSets: z.array(changeSet),
});
export type StackRecord = z.infer<typeof stackRecord>;

const accountFile = z.strictObject({
  /** Names of resources that a stack gave up and that stay: `TYPE NAME`. */
  kept: z.array(z.string()),
  /** Where this machine served the account last: addresses stand in the properties of resources. */
  origins: z.array(z.string()),
});
type AccountFile = z.infer<typeof accountFile>;

/** Stacks of the account, one file each below `cloudformation/` of the state folder. */
export class StackRecords {
  private readonly folder: string;
  private readonly records = new Map<string, StackRecord>();
  private account: AccountFile = { kept: [], origins: [] };
  private readonly unwritten = new Set<string>();
  private readonly writing = new Serial();

  constructor(folder: string) {
    this.folder = folder;
  }

  async open(): Promise<void> {
    await mkdir(join(this.folder, 'stacks'), { recursive: true, mode: 0o700 });
    for (const name of await readdir(join(this.folder, 'stacks'))) {
      const record = stackRecord.parse(JSON.parse(await readFile(join(this.folder, 'stacks', name), 'utf8')));
      this.records.set(record.id, record);
    }
    const text = await readFile(join(this.folder, 'account.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) this.account = accountFile.parse(JSON.parse(text));
  }

  /** Also deleted ones. */
  all(): readonly StackRecord[] {
    return [...this.records.values()].sort((a, b) => a.createdAtMs - b.createdAtMs);
  }

  living(): readonly StackRecord[] {
    return this.all().filter(({ deletedAtMs }) => deletedAtMs === undefined);
  }

  /** A living one by name, or any by ARN. */
  find(nameOrArn: string): StackRecord | undefined {
    return this.records.get(nameOrArn) ?? this.living().find(({ name }) => name === nameOrArn);
  }

  /** In memory at once, on disk soon; `settle` waits for the disk. */
  put(record: StackRecord): void {
    this.records.set(record.id, record);
    this.unwritten.add(record.id);
  }

  forget(record: StackRecord): void {
    this.records.delete(record.id);
  }

  settle(): Promise<void> {
    return this.writing.run(async () => {
      const ids = [...this.unwritten];
      this.unwritten.clear();
      for (const id of ids) {
        const record = this.records.get(id);
        if (record) await writePrivateJson(join(this.folder, 'stacks', `${id.split('/').at(-1)}.json`), record);
      }
    });
  }

  get kept(): readonly string[] {
    return this.account.kept;
  }

  get origins(): readonly string[] {
    return this.account.origins;
  }

  changeAccount(change: Partial<AccountFile>): Promise<void> {
    this.account = { ...this.account, ...change };
    return this.writing.run(() => writePrivateJson(join(this.folder, 'account.json'), this.account));
  }
}
