import { spawn } from 'node:child_process';
import type { ServedArchive } from './serve-archive.ts';

/** What `aws cloudtrail validate-logs` said. */
export interface ValidateLogsAnswer {
  readonly status: number | null;
  readonly out: string;
}

/** Runs the AWS CLI against a served archive, without a look at anybody's configuration. `home`: an empty folder. */
export function validateLogs(
  served: ServedArchive,
  span: { readonly start: Date; readonly end: Date; readonly region: string; readonly home: string },
): Promise<ValidateLogsAnswer> {
  const env = {
    PATH: process.env.PATH,
    HOME: span.home,
    AWS_ENDPOINT_URL: served.origin,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: span.region,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const times = ['--start-time', span.start.toISOString(), '--end-time', span.end.toISOString()];
  return new Promise((resolve, reject) => {
    const child = spawn('aws', ['cloudtrail', 'validate-logs', '--trail-arn', served.trailArn, ...times], { env });
    let out = '';
    child.stdout.on('data', (piece) => (out += piece));
    child.stderr.on('data', (piece) => (out += piece));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out }));
  });
}

/** Its findings in the order of the alphabet, each once with its number: `log file hash value doesn't match (2)`; `nothing` for none. */
export function saidBy({ status, out }: ValidateLogsAnswer): string {
  const said = [...out.matchAll(/^(Digest|Backfill digest|Log) file\t\S+\tINVALID: ([^\n:(]*)/gim)].map(([, what = '', reason = '']) =>
    `${what.toLowerCase()} ${reason.trim()}`.replace(/public key not found.*/, 'public key not found'),
  );
  const counted = [...new Set(said)].sort().map((each) => `${each} (${said.filter((other) => other === each).length})`);
  const gap = /No log files were delivered/i.test(out) ? ['a gap'] : [];
  if (counted.length + gap.length > 0) return [...counted, ...gap].join(', ');
  return status === 0 ? 'nothing' : `fails: ${out.trim().split('\n').at(-1)}`;
}
