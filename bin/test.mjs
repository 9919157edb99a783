// Runs jest in a process group of its own, so that a run ends within its limit and leaves no process behind, whatever a test does.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const limitMinutes = 40;
const root = fileURLToPath(new URL('..', import.meta.url));
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--randomize'];
const run = spawn(process.execPath, [...flags, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', detached: true });

const overdue = setTimeout(() => {
  console.error(`The tests were ended after ${limitMinutes} minutes.`);
  end(1);
}, limitMinutes * 60_000);
overdue.unref();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => end(1));
run.once('error', (error) => {
  console.error(`jest could not be started: ${error.message}`);
  process.exit(1);
});
run.once('exit', (code) => end(code ?? 1));

function end(code) {
  try {
    process.kill(-run.pid, 'SIGKILL');
  } catch {
    // the group is empty: nothing was left
  }
  process.exit(code);
}
