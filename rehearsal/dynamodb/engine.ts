import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { AwsError } from '../cloud.ts';

/** dynalite's parts, used in-process: its own listener would answer whoever finds the port. */
interface Dynalite {
  readonly create: (options: { readonly path: string; readonly createTableMs: number; readonly deleteTableMs: number }) => Store;
}
interface Store {
  readonly db: { readonly close: (done: () => void) => void };
}
interface Validations {
  readonly checkTypes: (data: unknown, types: unknown) => unknown;
  readonly checkValidations: (data: unknown, types: unknown, custom: unknown, store: Store) => void;
}
type Action = (store: Store, data: unknown, done: (error: unknown, output: unknown) => void) => void;

const require = createRequire(import.meta.url);
const failure = z.object({
  statusCode: z.number(),
  body: z.looseObject({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() }),
});

export type Attributes = Readonly<Record<string, unknown>>;

/** Tables on disk with DynamoDB's expressions and validations. Not safe for concurrent writers: `Serial` stands before it. */
export class Engine {
  private readonly store: Store;
  private readonly validations: Validations = require('dynalite/validations');

  constructor(path: string) {
    const dynalite: Dynalite = require('dynalite/db');
    this.store = dynalite.create({ path, createTableMs: 0, deleteTableMs: 0 });
  }

  /** Runs `PutItem`, `GetItem`, ... with an input in DynamoDB's JSON. Throws AwsError as DynamoDB would. */
  async run(operation: string, input: unknown): Promise<Attributes> {
    const name = `${operation[0]?.toLowerCase()}${operation.slice(1)}`;
    const { types, custom }: { types: object; custom: unknown } = require(`dynalite/validations/${name}`);
    const action: Action = require(`dynalite/actions/${name}`);
    requireKnown(operation, input, types);
    try {
      const data = this.validations.checkTypes(structuredClone(input), types);
      this.validations.checkValidations(data, types, custom, this.store);
      return await new Promise<Attributes>((resolve, reject) => {
        action(this.store, data, (error, output) => (error ? reject(error) : resolve(attributes.parse(output ?? {}))));
      });
    } catch (error) {
      throw toAwsError(error);
    }
  }

  /**
   * Makes a table unless one of its name exists, and describes it once items can be read and written: CreateTable answers
   * while the table is still being made, as in DynamoDB, and whoever reads before it is ACTIVE is told that there is none.
   */
  async haveTable(name: string, createInput: unknown): Promise<Attributes> {
    await this.run('CreateTable', createInput).catch(unlessInUse);
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      const description = await this.run('DescribeTable', { TableName: name });
      if (status.parse(description).Table.TableStatus === 'ACTIVE') return description;
      await sleep(10);
    }
    throw new Error(`the table ${name} has not become ACTIVE`);
  }

  /**
   * Takes a table away, and is done once there is none of its name: DeleteTable answers while the table is still going, as in
   * DynamoDB, and whoever makes another one by then is told that it is in use.
   */
  async dropTable(name: string): Promise<void> {
    await this.run('DeleteTable', { TableName: name });
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      if (!(await this.holds(name))) return;
      await sleep(10);
    }
    throw new Error(`the table ${name} has not gone`);
  }

  private async holds(name: string): Promise<boolean> {
    try {
      await this.run('DescribeTable', { TableName: name });
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return false;
      throw error;
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.store.db.close(() => resolve()));
  }
}

const attributes = z.record(z.string(), z.unknown());
const status = z.object({ Table: z.object({ TableStatus: z.string() }) });

function unlessInUse(error: unknown): void {
  if (!(error instanceof AwsError && error.code === 'ResourceInUseException')) throw error;
}

/** dynalite drops parameters that it does not know, and with them what the caller relied on. */
function requireKnown(operation: string, input: unknown, types: object): void {
  const unknown = Object.keys(attributes.parse(input)).find((name) => !Object.hasOwn(types, name));
  if (unknown !== undefined) throw new AwsError('ValidationException', 400, `${operation} with ${unknown} is not rehearsed.`);
}

function toAwsError(error: unknown): unknown {
  const parsed = failure.safeParse(error);
  if (!parsed.success) return error;
  const { statusCode, body } = parsed.data;
  return new AwsError(body.__type.split('#').at(-1) ?? 'InternalServerError', statusCode, body.message ?? body.Message ?? '');
}
