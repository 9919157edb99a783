import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../cli/host.ts';
import { openBrowser } from '../cli/sign-in/open-browser.ts';
import packageFile from '../package.json' with { type: 'json' };

// whoever reads the output may stop early, as `head` does: that is no fault of the program
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** This machine. */
export function realHost(prove: Host['prove']): Host {
  return {
    now: () => new Date(),
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
    random: Math.random,
    version: packageFile.version,
    cwd: process.cwd(),
    home: homedir(),
    directoryUrl: process.env.EXCHANGE_DIRECTORY,
    ...(process.env.AWS_ENDPOINT_URL && { awsEndpointUrl: process.env.AWS_ENDPOINT_URL }),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    prove,
    // the starter lays it beside the bundle
    verifyPage: () => readFile(new URL('./verify.html', import.meta.url), 'utf8'),
    openBrowser: (url) => openBrowser(url, process.platform),
    onInterrupt: (act) => {
      for (const signal of endings) process.on(signal, act);
      return () => {
        for (const signal of endings) process.off(signal, act);
      };
    },
  };
}
