import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const limitMinutes = 10;

/** Ends a run in which a suite hangs where jest's own time limit cannot reach it, and says which suite it was and what it was waiting for. */
export default class WatchReporter {
  #running = new Map();
  #timer;
  #failed = 0;
  #passed = 0;

  onRunStart() {
    this.#timer = setInterval(() => this.#look(), 10_000);
    this.#timer.unref();
  }

  onTestFileStart({ path }) {
    this.#running.set(path, Date.now());
  }

  onTestFileResult({ path }, { numPassingTests, numFailingTests }) {
    this.#running.delete(path);
    this.#passed += numPassingTests;
    this.#failed += numFailingTests;
  }

  onRunComplete() {
    clearInterval(this.#timer);
    // whatever still holds the event loop then is a leftover
    setTimeout(() => process.exit(process.exitCode ?? 1), 60_000).unref();
  }

  #look() {
    const hung = [...this.#running].filter(([, since]) => Date.now() - since > limitMinutes * 60_000);
    if (hung.length === 0) return;
    for (const [path] of hung) console.error(`HUNG for ${limitMinutes} minutes: ${relative(process.cwd(), path)}`);
    console.error(['Processes below this one:', ...processesBelow(process.pid)].join('\n'));
    console.log(`${this.#passed} passed, ${this.#failed + hung.length} failed`);
    process.exit(1);
  }
}

/** Where /proc tells of processes, as on Linux. */
function processesBelow(pid) {
  let all = [];
  try {
    all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(processOf);
  } catch {
    return ['(not known on this system)'];
  }
  const listed = [];
  const open = [pid];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const child of all.filter((one) => one.parent === parent)) {
      listed.push(`  ${child.pid} (of ${parent}) ${child.state} ${child.command}`);
      open.push(child.pid);
    }
  }
  return listed;
}

function processOf(name) {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200);
    return [{ pid: Number(name), parent: Number(parent), state, command }];
  } catch {
    // it has ended meanwhile
    return [];
  }
}
