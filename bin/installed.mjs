// Makes node_modules match package-lock.json before anything else runs. Uses Node alone.
import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!isInStep()) {
  if (lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'node_modules is a link and out of step with package-lock.json: npm ci would empty the folder that it leads to. Run npm ci there.',
    );
    process.exit(1);
  }
  console.error('Installing the packages named in package-lock.json (npm ci) ...');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const outcome = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (outcome.status !== 0) {
    console.error(
      `npm ci ended with ${outcome.status ?? outcome.error?.message}: check that the npm registry can be reached, then try again.`,
    );
    process.exit(1);
  }
}

/** npm keeps what it installed in node_modules/.package-lock.json: packages left out for another platform are optional there. */
function isInStep() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  const same = (path) => installed[path]?.version === wanted[path].version && installed[path]?.integrity === wanted[path].integrity;
  const complete = Object.keys(wanted).every((path) => path === '' || same(path) || (wanted[path].optional && !installed[path]));
  return complete && Object.keys(installed).every((path) => path in wanted);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
