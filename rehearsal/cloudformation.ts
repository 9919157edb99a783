import { join } from 'node:path';
import type { StackOutputs } from './assembly/deploy.ts';
import type { Authenticator } from './aws-listener.ts';
import type { Cloud, EmbeddedService } from './cloud.ts';
import { handleCloudFormation } from './cloudformation/api.ts';
import { Assets } from './cloudformation/assets.ts';
import type { CloudFormation } from './cloudformation/cloud-formation.ts';
import { type StackRecord, StackRecords } from './cloudformation/record.ts';
import { restoreStacks } from './cloudformation/restore.ts';
import { type ResourceTypes, resourceTypesOf } from './provisioning/resource-types.ts';
import type { S3Service } from './s3/service.ts';
import type { EmbeddedParameters } from './ssm.ts';
import type { Sts } from './sts.ts';

export interface CloudFormationProps {
  readonly cloud: Cloud;
  readonly services: () => readonly EmbeddedService[];
  readonly s3: () => Pick<S3Service, 'getInternal' | 'holdsBucket'>;
  readonly sts: Pick<Sts, 'sessionFor'>;
  readonly authenticator: Authenticator;
  readonly parameters: Pick<EmbeddedParameters, 'valueOf'>;
  /** What public names stand for on this machine. */
  readonly localOf: (text: string) => string;
  /** Told after each operation, once what it changed stands. */
  readonly changed: () => Promise<void>;
}

export interface EmbeddedCloudFormation {
  readonly service: EmbeddedService;
  /** Folder of a code asset that a stack has been deployed with. */
  readonly assetAt: (bucket: string, key: string) => string;
  /** Makes what stood before the last end of the process stand again. */
  readonly restore: () => Promise<void>;
  readonly outputs: () => StackOutputs;
  readonly stacks: () => readonly StackRecord[];
  /** Resolves when no operation is under way. */
  readonly idle: () => Promise<void>;
}

/** CloudFormation over the one engine that provisions here: change sets, events, outputs, rollback, termination protection, retention. */
export function createCloudFormation(props: CloudFormationProps): EmbeddedCloudFormation {
  const { cloud, sts, authenticator, parameters, localOf, changed, s3 } = props;
  const folder = join(cloud.stateDir, 'cloudformation');
  const records = new StackRecords(folder);
  const assets = new Assets({ folder: join(folder, 'assets'), s3 });
  let types: ResourceTypes | undefined;
  const cfn: CloudFormation = {
    cloud,
    access: cloud.access,
    sts,
    authenticator,
    records,
    assets,
    s3,
    localOf,
    changed,
    types: () => {
      types ??= resourceTypesOf(props.services());
      return types;
    },
    parameterStore: parameters.valueOf,
    running: new Map(),
  };
  const idle = async (): Promise<void> => {
    while (cfn.running.size > 0) await Promise.all(cfn.running.values());
  };
  return {
    service: {
      scopes: ['cloudformation'],
      handle: (call) => handleCloudFormation(cfn, call),
      resourceTypes: {},
      open: () => records.open(),
      close: async () => {
        await idle();
        await records.settle();
      },
    },
    assetAt: assets.at,
    restore: () => restoreStacks(cfn),
    outputs: () =>
      Object.fromEntries(
        records
          .living()
          .map(({ name, outputs }) => [name, Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value]))]),
      ),
    stacks: () => records.living(),
    idle,
  };
}
