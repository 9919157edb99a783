import type { Deployment } from './assembly/deploy.ts';
import type { EmbeddedDynamoDb } from './dynamodb.ts';
import { dispatchesIn } from './training/registers.ts';
import { type TrainingGround, trainingPages } from './training-pages.ts';
import type { WebListener } from './web-listener.ts';

export interface Training {
  readonly web: Pick<WebListener, 'mount'>;
  readonly dynamodb: Pick<EmbeddedDynamoDb, 'look'>;
  readonly stateDir: string;
  readonly ground: TrainingGround;
  readonly deployment: Pick<Deployment, 'stackOf' | 'outputs'>;
}

/** Opens the guided exercises of a rehearsal for every country that has a register. */
export function openTraining({ web, dynamodb, stateDir, ground, deployment }: Training): void {
  const tables = registersIn(deployment);
  const register = async (country: string) => newestIn(dynamodb, tables.get(country) ?? '');
  trainingPages({ web, stateDir, countries: [...tables.keys()].sort(), ground, register });
}

function registersIn({ stackOf, outputs }: Training['deployment']): ReadonlyMap<string, string> {
  const registers = [...stackOf].filter(([name]) => /^[^:]+-register$/.test(name));
  return new Map(registers.flatMap(([name, stack]) => (outputs[stack]?.Country ? [[outputs[stack].Country, name] as const] : [])));
}

/** The newest dispatches of both boxes: what a workshop looks at. */
async function newestIn(dynamodb: Training['dynamodb'], table: string) {
  const box = (boxPk: string) =>
    dynamodb.look({
      TableName: table,
      IndexName: 'box',
      KeyConditionExpression: 'boxPk = :box',
      ExpressionAttributeValues: { ':box': { S: boxPk } },
      ScanIndexForward: false,
      Limit: 500,
    });
  return dispatchesIn([...(await box('IN')), ...(await box('OUT'))]);
}
