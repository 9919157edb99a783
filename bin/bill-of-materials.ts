import * as z from 'zod';

const reference = z.looseObject({ type: z.string() });
const component = z.looseObject({ 'bom-ref': z.string(), externalReferences: z.array(reference).default([]) });
const bill = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component }),
  components: z.array(component),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});

/**
 * The bill that npm made, without what differs from one making to the next or one machine to another: serial number, time, npm's own version,
 * the name of the folder, order, and where packages were fetched from. Format: CycloneDX 1.5, where all of these are optional.
 */
export function reproducible(made: unknown, name: string): string {
  const { serialNumber: _serial, metadata, components, dependencies, ...rest } = bill.parse(made);
  const { timestamp: _time, tools: _tools, ...described } = metadata;
  const ordered = {
    ...rest,
    metadata: { ...described, component: { ...withoutOrigin(described.component), name } },
    components: components.map(withoutOrigin).sort((a, b) => compared(a['bom-ref'], b['bom-ref'])),
    dependencies: dependencies
      .map(({ ref, dependsOn, ...more }) => ({ ref, dependsOn: [...dependsOn].sort(compared), ...more }))
      .sort((a, b) => compared(a.ref, b.ref)),
  };
  return `${JSON.stringify(ordered, undefined, 2)}\n`;
}

function withoutOrigin<T extends z.infer<typeof component>>(one: T): T {
  return { ...one, externalReferences: one.externalReferences.filter(({ type }) => type !== 'distribution') };
}

function compared(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
