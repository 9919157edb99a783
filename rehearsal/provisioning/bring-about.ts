import * as z from 'zod';
import type { Template, TemplateEntry } from '../../policy/templates/assembly.ts';
import { type References, resolve } from '../../policy/templates/resolve.ts';
import type { TemplateResource } from '../cloud.ts';
import { creationOrder } from './creation-order.ts';
import { type ReferenceProps, referencesOf } from './references.ts';
import { requireChangeable, requireFreeName, type TakenNames } from './replacement.ts';
import type { ResourceTypes } from './resource-types.ts';
import type { Standing, StandingResource, Step } from './standing.ts';

export interface BringingAbout extends Omit<ReferenceProps, 'resources'> {
  readonly types: ResourceTypes;
  readonly template: Template;
  /** What stands of the stack already. @default nothing */
  readonly before?: Standing;
  /** What public names stand for on this machine; it has the last word on every text. @default nothing changes */
  readonly localOf?: (text: string) => string;
  /** Asked before a resource is made or changed; throws where it may not be. @default everything may */
  readonly permit?: (resource: TemplateResource) => Promise<void>;
  /** @default a name is never taken */
  readonly taken?: TakenNames;
  /** Told before and after each step. What it is told of is on disk when it resolves. @default nobody listens */
  readonly tell?: (step: Step, now: Standing) => Promise<void>;
}

export interface BroughtAbout {
  readonly resources: Standing;
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical resources that another one has taken the place of. */
  readonly replaced: readonly StandingResource[];
}

/** The resource on which it failed stands in the message. */
export class BringingAboutFailed extends Error {
  readonly resources: Standing;
  readonly replaced: readonly StandingResource[];

  constructor(message: string, stood: Pick<BroughtAbout, 'resources' | 'replaced'>, cause: unknown) {
    super(message, { cause });
    this.resources = stood.resources;
    this.replaced = stood.replaced;
  }
}

/**
 * Makes and changes the resources of a stack until they are as its template says, each after what it refers to. The one engine for both ways
 * of deploying: reading an assembly at start, and CloudFormation. What the template gave up still stands afterwards. Throws
 * BringingAboutFailed on a resource type, property or intrinsic function that nobody knows: nothing is passed over.
 */
export async function bringAbout(props: BringingAbout): Promise<BroughtAbout> {
  const resources = new Map(props.before ?? []);
  const replaced: StandingResource[] = [];
  const references = referencesOf({ ...props, resources });
  for (const logicalId of creationOrder(props.template)) {
    const entry = props.template.resources[logicalId];
    if (!entry) continue;
    try {
      const known = resources.get(logicalId);
      const made = await bringOneAbout(props, { logicalId, entry, known, references, now: resources });
      // last in the order: it may refer to what was made after it
      resources.delete(logicalId);
      resources.set(logicalId, made);
      if (known && known.ref !== made.ref) replaced.push(known);
      if (known !== made) await props.tell?.(stepOf(made, known ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE'), resources);
    } catch (cause) {
      throw new BringingAboutFailed(`${logicalId} (${entry.type}): ${reasonOf(cause)}`, { resources, replaced }, cause);
    }
  }
  return { resources, replaced, outputs: outputsOf(props.template, references) };
}

interface One {
  readonly logicalId: string;
  readonly entry: TemplateEntry;
  readonly known: StandingResource | undefined;
  readonly references: References;
  readonly now: Standing;
}

async function bringOneAbout(props: BringingAbout, { logicalId, entry, known, references, now }: One): Promise<StandingResource> {
  const { type, deletionPolicy, updateReplacePolicy } = entry;
  const kept = { ...(deletionPolicy && { deletionPolicy }), ...(updateReplacePolicy && { updateReplacePolicy }) };
  const properties = z.record(z.string(), z.unknown()).parse(mapTexts(resolve(entry.properties, references), props.localOf));
  const same = known?.type === type && JSON.stringify(known.properties) === JSON.stringify(properties);
  if (known && same)
    return JSON.stringify({ ...known, ...kept }) === JSON.stringify(known) ? known : { ...withoutPolicies(known), ...kept };
  const begun = { logicalId, type, properties, ref: known?.ref ?? '', attributes: {} };
  await props.tell?.(stepOf(begun, known ? 'UPDATE_IN_PROGRESS' : 'CREATE_IN_PROGRESS'), now);
  try {
    const provision = props.types.provision(type);
    if (!provision) throw new Error(`the rehearsal does not know the resource type ${type}`);
    if (known && known.type !== type) throw new Error(`Update of resource type is not permitted: ${known.type} to ${type}`);
    if (known) requireChangeable(type, known.properties, properties);
    requireFreeName({ type, properties, before: known?.properties, taken: props.taken });
    const resource = { stack: props.place.seed, logicalId, type, properties, region: props.place.region };
    await props.permit?.(resource);
    return { logicalId, type, properties, ...(await provision(resource)), ...kept };
  } catch (cause) {
    await props.tell?.({ ...stepOf(begun, known ? 'UPDATE_FAILED' : 'CREATE_FAILED'), reason: reasonOf(cause) }, now);
    throw cause;
  }
}

function withoutPolicies({ deletionPolicy: _deletion, updateReplacePolicy: _replace, ...rest }: StandingResource): StandingResource {
  return rest;
}

export function stepOf({ logicalId, type, ref, properties }: Omit<StandingResource, 'attributes'>, status: Step['status']): Step {
  return { logicalId, type, physicalId: ref, status, properties };
}

/** One line for people; mistakes in properties with their path. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError)
    return cause.issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}

export function mapTexts(value: unknown, map: ((text: string) => string) | undefined): unknown {
  if (map === undefined) return value;
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, map)]));
}

function outputsOf(template: Template, references: References): Record<string, string> {
  const resolved = Object.entries(template.outputs).map(([name, value]): [string, string] => {
    const text = resolve(value, references);
    if (typeof text !== 'string') throw new Error(`the output ${name} is not a text`);
    return [name, text];
  });
  return Object.fromEntries(resolved);
}
