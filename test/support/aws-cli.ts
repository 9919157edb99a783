import { spawnSync } from 'node:child_process';

const asked = spawnSync('aws', ['--version'], { encoding: 'utf8', timeout: 60_000 });
const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)\./.exec(asked.stdout ?? '') ?? [];

/** An AWS CLI is on this machine. */
export const hasAwsCli = asked.status === 0;

/**
 * It reads AWS_ENDPOINT_URL: from 1.29 and 2.13 on (docs: "Service-specific endpoints", AWS SDKs and Tools Reference Guide). An older one
 * would ask AWS itself.
 */
export const readsEndpointVariable = hasAwsCli && Number(minor) >= (major === '1' ? 29 : 13);

/** Says which checks of this file are left out, and why. */
export function sayWhatIsSkipped(what: string): void {
  if (!hasAwsCli) process.stderr.write(`The AWS CLI is not installed: ${what} skipped.\n`);
  else if (!readsEndpointVariable) process.stderr.write(`${asked.stdout.trim()} does not read AWS_ENDPOINT_URL: ${what} skipped.\n`);
}
