import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { runExchange } from '../cli/program.ts';
import { openBrowser } from '../cli/sign-in/open-browser.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

process.exitCode = await runExchange(process.argv.slice(2), {
  now: () => new Date(),
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
  random: Math.random,
  version: String(version),
  cwd: process.cwd(),
  home: homedir(),
  directoryUrl: process.env.EXCHANGE_DIRECTORY,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  openBrowser: (url) => openBrowser(url, process.platform),
});
