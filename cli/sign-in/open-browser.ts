import { spawn } from 'node:child_process';

/** Opens an address in the person's browser, without a shell in between. Where there is none, nothing happens: the address was printed. */
export function openBrowser(url: string, platform: NodeJS.Platform): void {
  const [program, args] = commandFor(url, platform);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

function commandFor(url: string, platform: NodeJS.Platform): readonly [string, string[]] {
  if (platform === 'darwin') return ['open', [url]];
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}
