import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { runExchange } from '../cli/program.ts';
import { openBrowser } from '../cli/sign-in/open-browser.ts';
import packageFile from '../package.json' with { type: 'json' };

process.exitCode = await runExchange(process.argv.slice(2), {
  now: () => new Date(),
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
  random: Math.random,
  version: packageFile.version,
  cwd: process.cwd(),
  home: homedir(),
  directoryUrl: process.env.EXCHANGE_DIRECTORY,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  openBrowser: (url) => openBrowser(url, process.platform),
});
