import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import type { Attributes, Engine } from './engine.ts';

const attributes = z.record(z.string(), z.unknown());
const conditional = {
  TableName: z.string(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: attributes.optional(),
};
const put = z.strictObject({ ...conditional, Item: attributes });
const update = z.strictObject({ ...conditional, Key: attributes, UpdateExpression: z.string() });
const deletion = z.strictObject({ ...conditional, Key: attributes });
const check = z.strictObject({ ...conditional, Key: attributes, ConditionExpression: z.string() });
const transactItem = z.union([
  z.strictObject({ Put: put }),
  z.strictObject({ Update: update }),
  z.strictObject({ Delete: deletion }),
  z.strictObject({ ConditionCheck: check }),
]);
/** docs: DynamoDB API, TransactWriteItems. Capacity, metrics and the items of failed conditions are not returned: asking for them is refused. */
export const transactWriteInput = z.strictObject({
  TransactItems: z.array(transactItem).min(1).max(100),
  ClientRequestToken: z.string().min(1).max(36).optional(),
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
    const reasons = await this.performAll(actions, images);
    if (reasons.every(({ Code }) => Code === 'None')) return rm(this.log);
    await this.restore(images);
    throw new TransactionCanceled(reasons);
  }

  /** Goes on after a condition that fails, because every action's reason is told. */
  private async performAll(actions: readonly Action[], images: readonly Image[]): Promise<readonly CancellationReason[]> {
    const reasons: CancellationReason[] = [];
    for (const [index, action] of actions.entries()) {
      try {
        await this.perform(action, images[index]?.item);
        reasons.push({ Code: 'None' });
      } catch (error) {
        if (!(error instanceof AwsError && error.code === 'ConditionalCheckFailedException')) {
          await this.restore(images);
          throw error;
        }
        reasons.push({ Code: 'ConditionalCheckFailed', Message: error.message });
      }
    }
    return reasons;
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

  private async perform({ kind, input }: Action, existing: Attributes | undefined): Promise<void> {
    if (kind !== 'ConditionCheck') {
      await this.engine.run(kind, input);
      return;
    }
    // a check writes nothing: put the item over itself, or delete what is not there, under the condition
    const { Key: _key, ...condition } = input;
    if (existing) await this.engine.run('PutItem', { ...condition, Item: existing });
    else await this.engine.run('DeleteItem', input);
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
  const targets = new Set(actions.map(({ table, key }) => JSON.stringify([table, Object.entries(key).map(oneSpelling).sort()])));
  if (targets.size < actions.length) {
    throw new AwsError('ValidationException', 400, 'Transaction request cannot include multiple operations on one item');
  }
}

const numeric = z.object({ N: z.string() });

/** 1, 1.0 and 10e-1 are the same key. */
function oneSpelling([name, value]: readonly [string, unknown]): readonly [string, unknown] {
  const number = numeric.safeParse(value);
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(number.success ? number.data.N : 'no number') ?? [];
  if (sign === undefined) return [name, value];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return [name, 0];
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return [name, `${sign === '-' ? '-' : ''}${significant}e${power}`];
}
