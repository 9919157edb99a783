import type { DuckDBConnection } from '@duckdb/node-api';

export interface EngineLimits {
  readonly memoryBytes: number;
  readonly threads: number;
}

/** Within the gibibyte that the whole program may take (docs/audit-guide.md). */
export const engineLimits: EngineLimits = { memoryBytes: 340 * 1024 ** 2, threads: 2 };

/** Beside an engine that answers stands the answer, with up to a hundred thousand rows; beside one that takes in, little. */
export const askingLimits: EngineLimits = { ...engineLimits, memoryBytes: 256 * 1024 ** 2 };

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

/** A text as an SQL literal, for the few places that take no bound values: names of files. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
