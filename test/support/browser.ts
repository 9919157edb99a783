import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** A real headless browser: the one that CHROMIUM names, an installed Chromium or Chrome, or else the one inside an npm package. */
export async function openBrowser(): Promise<Browser> {
  const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const path = installed.find((one) => one !== undefined && existsSync(one));
  if (path) return chromium.launch({ executablePath: path, args: quiet });
  const { default: packed } = await import('@sparticuz/chromium');
  // in a process of its own a page that ends takes nothing else with it
  const args = packed.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote');
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...args, ...quiet] });
}

/** Nothing that a browser asks of its maker at every start. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
