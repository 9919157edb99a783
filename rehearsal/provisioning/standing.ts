import * as z from 'zod';

/** A resource that stands: what it was made from, and what Ref and Fn::GetAtt answer. */
export const standingResource = z.strictObject({
  logicalId: z.string(),
  type: z.string(),
  /** Resolved, as they were carried out. */
  properties: z.record(z.string(), z.unknown()),
  ref: z.string(),
  attributes: z.record(z.string(), z.string()),
  deletionPolicy: z.string().optional(),
  updateReplacePolicy: z.string().optional(),
});
export type StandingResource = Readonly<z.infer<typeof standingResource>>;

/** The resources of a stack in an order in which each follows those that it refers to. */
export type Standing = ReadonlyMap<string, StandingResource>;

/** Whether the stack lets go of a resource without deleting it. */
export const isKept = (policy: string | undefined): boolean => policy === 'Retain';

export type StepStatus = `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}` | 'DELETE_SKIPPED';

/** One step of an operation on a stack, as its events tell it. */
export interface Step {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: StepStatus;
  readonly reason?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}
