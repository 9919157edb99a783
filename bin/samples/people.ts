import { registeredRedirectUri, signIn } from '../../cli/sign-in/authorize.ts';
import { byForm } from '../../cli/sign-in/rehearsal-form.ts';
import type { Connection } from '../../client/connection.ts';
import { foreignDesk, homeDesk } from '../../client/desk-client.ts';
import { fetchText } from '../../client/desk-http.ts';
import { readDirectory, requireMember } from '../../client/directory.ts';
import type { Clock, Pause } from '../../client/retry.ts';

/** `endpoints.json` of a rehearsal, as far as people are concerned. */
export interface PlacesOfPeople {
  readonly directory: string;
  readonly countries: Readonly<
    Record<string, { readonly magistrates: readonly { readonly username: string; readonly password: string }[] }>
  >;
}

/** The first magistrate of a country, who signs in at the country's provider when first needed. Tokens stay in memory. */
export type PersonOf = (country: string) => Connection;

export async function peopleOf(endpoints: PlacesOfPeople, host: Pause & Clock): Promise<PersonOf> {
  const { directory } = await readDirectory((await fetchText(endpoints.directory, host)).trim());
  const deskOf = (country: string): string => requireMember(directory, country).desk.replace(/\/$/, '');
  const connections = new Map<string, Connection>();
  const connect = (country: string): Connection => {
    const member = requireMember(directory, country);
    const [magistrate] = endpoints.countries[country]?.magistrates ?? [];
    if (!magistrate) throw new Error(`the rehearsal has no magistrate of ${country}`);
    const renew = async (): Promise<string> => {
      const how = { now: host.now, allowPlainHttp: true, redirectUri: registeredRedirectUri };
      return (await signIn(member.signIn, byForm(magistrate), how)).accessToken;
    };
    let token: Promise<string> | undefined;
    const tokens = {
      get: () => {
        token ??= renew();
        return token;
      },
      renew: () => {
        token = renew();
        return token;
      },
    };
    return {
      directory,
      member,
      home: homeDesk(deskOf(country), tokens, host),
      deskOf: (other) => foreignDesk(deskOf(other), host),
      allowPlainHttp: true,
    };
  };
  return (country) => {
    const known = connections.get(country) ?? connect(country);
    connections.set(country, known);
    return known;
  };
}
