import { copiedLines } from '../aws/copied-lines.ts';
import { dynamoLedger } from '../aws/dynamo-ledger.ts';
import { presigner } from '../aws/presign.ts';
import { s3Caller } from '../aws/s3-call.ts';
import { readCredentials, readEndpoint, readEnvironment } from '../env.ts';
import { world } from '../world.ts';
import { copyLedger } from './copy-ledger.ts';
import { copyLedgerEnvironment } from './env.ts';

const env = readEnvironment(copyLedgerEnvironment);
const call = s3Caller(presigner({ region: env.COPY_REGION, endpoint: readEndpoint() }, world.now), world);
const linesAfter = dynamoLedger(env.LEDGER_TABLE, env.COUNTRY);

/** How far this environment has seen the copy. */
let known = 0;

/** The role's session is renewed while the function lives: its credentials are read at each start of work. */
export const handler = async (): Promise<void> => {
  const copy = copiedLines(env.COPY_BUCKET, call, readCredentials());
  known = await copyLedger({ world, linesAfter, copy, most: 200, from: known });
};
