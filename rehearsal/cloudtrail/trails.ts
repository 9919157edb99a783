import { join } from 'node:path';
import * as z from 'zod';
import type { Provision, ProvisionedResource, Remove, TemplateResource } from '../cloud.ts';
import { physicalName } from '../iam/ids.ts';
import { readPrivateJson, writePrivateJson } from '../private-file.ts';
import { type Trail, trailProperties, trail as trailSchema } from './trail.ts';
import { TrailLog, type TrailLogProps } from './trail-log.ts';

export interface TrailsProps extends Omit<TrailLogProps, 'dir'> {
  /** `cloudtrail/` of the state folder. */
  readonly dir: string;
}

/** Every trail of the rehearsal. Known again after a restart, before the templates are read, so that no event falls between. */
export class Trails {
  readonly #props: TrailsProps;
  readonly #logs = new Map<string, TrailLog>();

  constructor(props: TrailsProps) {
    this.#props = props;
  }

  async open(): Promise<void> {
    const known = (await readPrivateJson(this.#path, z.array(trailSchema))) ?? [];
    for (const each of known) await this.#openLog(each);
  }

  all(): readonly TrailLog[] {
    return [...this.#logs.values()];
  }

  /** By name or ARN. */
  find(nameOrArn: string): TrailLog | undefined {
    return this.all().find(({ trail }) => trail.name === nameOrArn || trail.arn === nameOrArn);
  }

  readonly provision: Provision = async (resource: TemplateResource): Promise<ProvisionedResource> => {
    const properties = trailProperties.parse(resource.properties);
    const name = properties.TrailName ?? physicalName(resource, 128);
    const arn = `arn:aws:cloudtrail:${this.#props.region}:${this.#props.accountId}:trail/${name}`;
    const known = this.#logs.get(name);
    if (known === undefined) await this.#openLog({ name, arn, properties });
    else await known.update({ name, arn, properties });
    await writePrivateJson(
      this.#path,
      this.all().map((log) => log.trail),
    );
    return { ref: name, attributes: { Arn: arn } };
  };

  /** Delivers what is there first; the log in the archive stays. */
  readonly remove: Remove = async ({ ref }) => {
    const log = this.#logs.get(ref);
    await log?.deliver();
    await log?.close();
    this.#logs.delete(ref);
    await writePrivateJson(
      this.#path,
      this.all().map((each) => each.trail),
    );
  };

  async #openLog(trail: Trail): Promise<void> {
    const log = new TrailLog({ ...this.#props, dir: join(this.#props.dir, 'trails', trail.name) }, trail);
    await log.open();
    this.#logs.set(trail.name, log);
  }

  get #path(): string {
    return join(this.#props.dir, 'trails.json');
  }
}
