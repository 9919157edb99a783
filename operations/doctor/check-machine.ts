import type { Facts } from './facts.ts';
import { about, type Finding, sayer } from './finding.ts';

/** Node, the CDK command line and the clock of the machine that deploys. */
export function checkMachine({ nodeVersion, cdkCli, clockAheadSeconds }: Facts): readonly Finding[] {
  return [
    node(nodeVersion),
    ...about({ check: 'cdk-cli', subject: 'this machine' }, cdkCli, ({ installed, wanted }, say) =>
      installed === wanted
        ? [say.ok(`CDK command line ${installed}`)]
        : [say.error(`CDK command line ${installed}, wanted ${wanted}`, 'npm ci, then npx cdk: never a globally installed cdk')],
    ),
    ...about({ check: 'clock', subject: 'this machine' }, clockAheadSeconds, (seconds, say) => {
      const off = Math.abs(Math.round(seconds));
      if (off <= toleratedSeconds) return [say.ok(`the clock is within ${toleratedSeconds} s of AWS's`)];
      const cure = 'set the clock by NTP';
      // AWS refuses signatures older than five minutes (docs: Signature Version 4, elements of a request)
      if (off < refusedSeconds) return [say.warning(`the clock is ${off} s off AWS's`, cure)];
      return [say.error(`the clock is ${off} s off AWS's: signed requests are refused from ${refusedSeconds} s on`, cure)];
    }),
  ];
}

const toleratedSeconds = 30;
const refusedSeconds = 300;
const oldestNode = [20, 20] as const;

function node(version: string): Finding {
  const say = sayer('node', 'this machine');
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return isEnough ? say.ok(`Node ${version}`) : say.error(`Node ${version}, wanted 20.20 or later`, 'install Node 24 LTS');
}
