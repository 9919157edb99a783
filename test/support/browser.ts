import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { unpackedBrowser } from './unpacked-browser.ts';

/**
 * A real headless browser: the one that CHROMIUM names, an installed Chromium or Chrome, or else the one inside an npm package. It keeps the
 * web's own rules: the flags that the package proposes for use in a function would switch off same-origin checks, and are not taken.
 */
export async function openBrowser(): Promise<Browser> {
  const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const path = installed.find((one) => one !== undefined && existsSync(one));
  return chromium.launch({ executablePath: path ?? (await unpackedBrowser()), args: quiet });
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
