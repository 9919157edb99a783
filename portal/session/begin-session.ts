import { decodeJwt } from 'jose';
import { safeAddress } from '../../client/address.ts';
import type { Connection } from '../../client/connection.ts';
import { foreignDesk, homeDesk } from '../../client/desk-client.ts';
import { requireMember } from '../../client/directory.ts';
import type { AccessToken } from '../../client/sign-in.ts';
import type { DirectoryEntry } from '../../domain/directory.ts';
import { roleIn } from '../../domain/role.ts';
import { type Exchange, host } from '../app/exchange.ts';
import { place } from '../words/language.ts';
import { enter, type Session, tokens } from './session.ts';

/** Signs somebody in on this page: with what reaches the desks, which the first view does without. */
export function beginSession(exchange: Exchange, country: string, token: AccessToken): void {
  const { directory } = exchange.known;
  const member = requireMember(directory, country);
  const address = (entry: DirectoryEntry): string => safeAddress(entry.desk, exchange.allowPlainHttp).href.replace(/\/$/, '');
  const connection: Connection = {
    directory,
    member,
    allowPlainHttp: exchange.allowPlainHttp,
    home: homeDesk(address(member), tokens, host),
    deskOf: (other) => foreignDesk(address(requireMember(directory, other)), host),
  };
  place.value = { country, timeZone: member.profile.timeZone };
  enter({ exchange, member, ...ofToken(token), connection }, token);
}

/** For the screen only: the desks verify the token, this page need not. */
function ofToken({ accessToken }: AccessToken): Pick<Session, 'person' | 'role'> {
  const { username, sub, 'cognito:groups': groups } = decodeJwt(accessToken);
  return { person: typeof username === 'string' ? username : (sub ?? ''), role: roleIn(groups) };
}
