import * as z from 'zod/mini';
import { variables } from '../env.ts';

export const listDispatchesEnvironment = z.object({
  COUNTRY: variables.COUNTRY,
  REGISTER_TABLE: variables.REGISTER_TABLE,
});

/** What lib/ sets. The function's role needs: register: GetItem, Query (with indexes `box` and `case`). */
export type ListDispatchesEnvironment = Readonly<z.input<typeof listDispatchesEnvironment>>;
