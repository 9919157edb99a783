import { createRequire } from 'node:module';
import { relative } from 'node:path';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Files that take longest, longest first: begun last, one of them would run alone at the end. */
const long = [
  'e2e/under-faults',
  'proof/mutations',
  'policy/differential',
  'e2e/journey',
  'audit/verify-beside-aws-cli',
  'lib/template-validation',
  'lib/own-rules',
  'hostile/attacks',
  'e2e/portal.',
  'lib/audit',
  'lib/ninth-country',
  'e2e/samples',
  'e2e/aws-cli',
  'lib/cfn-lint',
  'e2e/killed',
];

/** jest's own order knows how long a file took only where it ran before; a fresh clone has not. */
export default class LongFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const file = relative('test', relative(process.cwd(), path));
      const index = long.findIndex((name) => file.startsWith(name));
      return index < 0 ? long.length : index;
    };
    const usual = super.sort(tests);
    return [...usual].sort((one, other) => rank(one) - rank(other));
  }
}
