import * as z from 'zod';

/** A line of a country's register, as far as an exercise looks at it. */
export interface RegisteredDispatch {
  readonly dispatchId: string;
  readonly box: 'IN' | 'OUT';
  readonly to: string;
  readonly case: string;
  readonly state: string;
  readonly inReplyTo?: string;
}

const text = z.object({ S: z.string() });
const item = z.object({
  dispatchId: text,
  boxPk: z.object({ S: z.enum(['IN', 'OUT']) }),
  to: text,
  case: text,
  state: text,
  inReplyTo: text.optional(),
});

/** Items of a register in DynamoDB's JSON; what is no dispatch in a box is left out. */
export function dispatchesIn(items: readonly unknown[]): readonly RegisteredDispatch[] {
  return items.flatMap((one) => {
    const { data } = item.safeParse(one);
    if (!data) return [];
    const { dispatchId, boxPk, to, case: reference, state, inReplyTo } = data;
    return [
      { dispatchId: dispatchId.S, box: boxPk.S, to: to.S, case: reference.S, state: state.S, ...(inReplyTo && { inReplyTo: inReplyTo.S }) },
    ];
  });
}
