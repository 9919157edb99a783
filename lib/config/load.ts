import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { type ExchangeConfig, exchangeConfig } from './schema.ts';

/** Every mistake of a configuration: one line each with path, value got and value wanted. */
export class ConfigurationError extends Error {
  readonly mistakes: readonly string[];

  constructor(source: string, mistakes: readonly string[]) {
    super(
      `${source}: ${mistakes.length} ${mistakes.length === 1 ? 'mistake' : 'mistakes'}\n${mistakes.map((line) => `  ${line}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
    this.mistakes = mistakes;
  }
}

/** Reads and checks the configuration. Throws ConfigurationError with all mistakes at once. */
export function loadConfig(file: string): ExchangeConfig {
  return parseConfig(file, readFileSync(file, 'utf8'));
}

export function parseConfig(source: string, text: string): ExchangeConfig {
  const json = parseJson(source, text);
  const parsed = exchangeConfig.safeParse(json);
  if (!parsed.success)
    throw new ConfigurationError(
      source,
      parsed.error.issues.flatMap((issue) => describe(issue, json)),
    );
  return parsed.data;
}

function parseJson(source: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationError(source, [`(file): got text that is not JSON: ${cause instanceof Error ? cause.message : cause}`]);
  }
}

function describe(issue: z.core.$ZodIssue, json: unknown): readonly string[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${path ? `${path}.` : ''}${key}: got a key that is not known; wanted none`);
  const got = valueAt(json, issue.path);
  return [`${path || '(file)'}: got ${got === undefined ? 'nothing' : JSON.stringify(got)}; wanted ${wanted(issue)}`];
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), json);
}
