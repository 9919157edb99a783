import { Failure } from './failure.ts';

/**
 * Gives the address back where it may be talked to: https, or http on this machine (a rehearsal). `allowPlainHttp` is for a rehearsal
 * on another machine of a training room.
 */
export function safeAddress(address: string, allowPlainHttp: boolean): URL {
  const url = parse(address);
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && (allowPlainHttp || isLoopback(url))) return url;
  throw new Failure('InsecureAddress', `${url.protocol}//${url.host}`);
}

function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(url.hostname);
}

function parse(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw new Failure('InvalidArguments', 'an address such as https://directory.example/directory was wanted');
  }
}
