import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import type { Attributes, Engine } from './engine.ts';

const attributes = z.record(z.string(), z.unknown());
const onTable = z.looseObject({ TableName: z.string() });
const put = onTable.extend({ Item: attributes });
const keyed = onTable.extend({ Key: attributes });
const transactItem = z.union([
  z.strictObject({ Put: put }),
  z.strictObject({ Update: keyed }),
  z.strictObject({ Delete: keyed }),
  z.strictObject({ ConditionCheck: keyed }),
]);
export const transactWriteInput = z.object({
  TransactItems: z.array(transactItem).min(1).max(100),
  ClientRequestToken: z.string().max(36).optional(),
});
export type TransactWriteInput = z.infer<typeof transactWriteInput>;

/** What one action of a transaction did: its reason for cancelling the whole. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
}

/** All or nothing was asked, and it is nothing. */
export class TransactionCanceled extends AwsError {
  readonly reasons: readonly CancellationReason[];

  constructor(reasons: readonly CancellationReason[]) {
    const codes = reasons.map(({ Code }) => Code).join(', ');
    super('TransactionCanceledException', 400, `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`);
    this.reasons = reasons;
  }
}

interface Image {
  readonly table: string;
  readonly key: Attributes;
  readonly item?: Attributes;
}

const undoLog = z.array(z.object({ table: z.string(), key: attributes, item: attributes.optional() }));

/**
 * TransactWriteItems on a store that has none: the images of all items are written to disk first, the actions are carried out one by one,
 * and a failure, or the end of the process in between, puts the images back. The caller runs nothing else meanwhile.
 */
export class Transactions {
  private readonly engine: Engine;
  private readonly log: string;
  private readonly keyNames: (table: string) => readonly string[];

  constructor(engine: Engine, folder: string, keyNames: (table: string) => readonly string[]) {
    this.engine = engine;
    this.log = join(folder, 'undo.json');
    this.keyNames = keyNames;
  }

  /** Undoes what a killed process left half done; it was never acknowledged. */
  async recover(): Promise<void> {
    const images = await readPrivateJson(this.log, undoLog);
    if (images) await this.restore(images);
  }

  async write({ TransactItems }: TransactWriteInput): Promise<void> {
    const actions = TransactItems.map((item) => this.actionOf(item));
    requireDistinct(actions);
    const images = await Promise.all(actions.map(({ table, key }) => this.imageOf(table, key)));
    await writePrivateJson(this.log, images);
    for (const [index, action] of actions.entries()) {
      try {
        await this.perform(action, images[index]?.item !== undefined);
      } catch (error) {
        await this.restore(images);
        throw canceled(actions.length, index, error);
      }
    }
    await rm(this.log);
  }

  private actionOf(item: z.infer<typeof transactItem>): Action {
    if ('Put' in item) {
      const { Item } = item.Put;
      const key = Object.fromEntries(this.keyNames(item.Put.TableName).map((name): [string, unknown] => [name, Item[name]]));
      return { kind: 'PutItem', table: item.Put.TableName, key, input: item.Put };
    }
    if ('Update' in item) return { kind: 'UpdateItem', table: item.Update.TableName, key: item.Update.Key, input: item.Update };
    if ('Delete' in item) return { kind: 'DeleteItem', table: item.Delete.TableName, key: item.Delete.Key, input: item.Delete };
    const { ConditionCheck } = item;
    return { kind: 'ConditionCheck', table: ConditionCheck.TableName, key: ConditionCheck.Key, input: ConditionCheck };
  }

  private async imageOf(table: string, key: Attributes): Promise<Image> {
    const { Item } = await this.engine.run('GetItem', { TableName: table, Key: key, ConsistentRead: true });
    const item = attributes.safeParse(Item);
    return { table, key, ...(item.success && { item: item.data }) };
  }

  private async perform({ kind, input }: Action, exists: boolean): Promise<void> {
    const { ReturnValuesOnConditionCheckFailure: _ignored, ...rest } = input;
    if (kind !== 'ConditionCheck') {
      await this.engine.run(kind, rest);
      return;
    }
    // a check writes nothing: put the item over itself, or delete what is not there, under the condition
    const { Key, ...condition } = rest;
    if (!exists) await this.engine.run('DeleteItem', rest);
    else await this.engine.run('PutItem', { ...condition, Item: (await this.imageOf(String(rest.TableName), attributes.parse(Key))).item });
  }

  private async restore(images: readonly Image[]): Promise<void> {
    for (const { table, key, item } of images) {
      if (item) await this.engine.run('PutItem', { TableName: table, Item: item });
      else await this.engine.run('DeleteItem', { TableName: table, Key: key });
    }
    await rm(this.log, { force: true });
  }
}

interface Action {
  readonly kind: 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheck';
  readonly table: string;
  readonly key: Attributes;
  readonly input: Attributes;
}

function requireDistinct(actions: readonly Action[]): void {
  const targets = new Set(actions.map(({ table, key }) => JSON.stringify([table, Object.entries(key).sort()])));
  if (targets.size < actions.length) {
    throw new AwsError('ValidationException', 400, 'Transaction request cannot include multiple operations on one item');
  }
}

function canceled(count: number, index: number, error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  if (error.code !== 'ConditionalCheckFailedException') return error;
  const reason: CancellationReason = { Code: 'ConditionalCheckFailed', Message: error.message };
  return new TransactionCanceled(Array.from({ length: count }, (_, at) => (at === index ? reason : { Code: 'None' })));
}
