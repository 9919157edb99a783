import type { DuckDBConnection } from '@duckdb/node-api';

export interface EngineLimits {
  readonly memoryBytes: number;
  /** While one large file is held. @default memoryBytes */
  readonly largeMemoryBytes?: number;
  readonly threads: number;
}

/** Within the gibibyte that the whole program may take (docs/audit-guide.md). */
export const engineLimits: EngineLimits = { memoryBytes: 256 * 1024 ** 2, largeMemoryBytes: 500 * 1024 ** 2, threads: 2 };

/** Opens an engine in memory and closes it after the work; it fetches no extensions. Loaded only here, and late: it is 60 MB of library. */
export async function withEngine<Outcome>(limits: EngineLimits, work: (engine: DuckDBConnection) => Promise<Outcome>): Promise<Outcome> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${limits.memoryBytes}B`,
    threads: String(limits.threads),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** Lets the engine have its larger memory for the time of the work. */
export async function withRoom<Outcome>(engine: DuckDBConnection, limits: EngineLimits, work: () => Promise<Outcome>): Promise<Outcome> {
  const set = (bytes: number) => engine.run(`SET memory_limit = '${bytes}B'`);
  await set(limits.largeMemoryBytes ?? limits.memoryBytes);
  try {
    return await work();
  } finally {
    await set(limits.memoryBytes);
  }
}

/** A text as an SQL literal, for the few places that take no bound values: names of files. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
