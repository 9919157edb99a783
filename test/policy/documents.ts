import type { Json } from './generate.ts';

/** A policy document of these statements. */
export function policyOf(...statements: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statements };
}

/** A statement that allows everything, with whatever is given laid over it. */
export function allow(over: Json = {}): Json {
  return { Effect: 'Allow', Action: '*', Resource: '*', ...over };
}

/** A statement that denies everything, with whatever is given laid over it. */
export function deny(over: Json = {}): Json {
  return { Effect: 'Deny', Action: '*', Resource: '*', ...over };
}
