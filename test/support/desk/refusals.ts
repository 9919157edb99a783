import { Refusal } from '../../../domain/refusal.ts';

/** The refusal that a check throws; undefined where it passes. Anything else that is thrown goes on. */
export function refusalOf(check: () => unknown): Refusal | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

export async function refusalOfAsync(asked: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
