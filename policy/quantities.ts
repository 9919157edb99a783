import { BlockList, isIP } from 'node:net';

/** Readers of condition values. Undefined where the text is no such value. */

/** Whole or decimal (docs: Numeric condition operators). Numbers that a double cannot hold exactly are refused rather than rounded. */
export function numberOf(text: string): number | undefined {
  const value = Number(text);
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/**
 * Milliseconds since 1970, from the W3C profile of ISO 8601 or from seconds since 1970 (docs: Date condition operators). A bare year is
 * refused, since it could be either.
 */
export function instantOf(text: string): number | undefined {
  if (/^\d{5,11}$/.test(text)) return Number(text) * 1000;
  const [, day] = iso.exec(text) ?? [];
  if (day === undefined || !isOnCalendar(day)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

export function booleanOf(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : undefined;
}

/** The text itself if it is canonical base64, so that equal texts are equal bytes. */
export function base64Of(text: string): string | undefined {
  return Buffer.from(text, 'base64').toString('base64') === text ? text : undefined;
}

/**
 * A range in CIDR form, or one IPv4 address (docs: IP address condition operators). One IPv6 address must be written with its `/128`, for
 * the documented default of `/32` would widen it to a network.
 */
export function rangeOf(text: string): BlockList | undefined {
  const [, address = '', prefix] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const kind = familyOf(address);
  if (kind === undefined || (kind === 'ipv6' && prefix === undefined)) return undefined;
  const bits = Number(prefix ?? 32);
  if (bits > (kind === 'ipv4' ? 32 : 128)) return undefined;
  const range = new BlockList();
  range.addSubnet(address, bits, kind);
  return range;
}

export function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (address.includes('%')) return undefined;
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

const iso = /^(\d{4}-\d\d(?:-\d\d)?)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

function isOnCalendar(day: string): boolean {
  const parsed = new Date(`${day.length === 7 ? `${day}-01` : day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}
