import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Cloud, EmbeddedService } from './cloud.ts';
import { actOnAccount } from './oidc/account-acts.ts';
import { Accounts } from './oidc/accounts.ts';
import { IdentityProvider } from './oidc/identity-provider.ts';
import { poolRemovals, poolResources } from './oidc/resources.ts';
import type { WebListener } from './web-listener.ts';

export interface EmbeddedIdentity {
  readonly service: EmbeddedService;
  /** Stands in for a country's own provider, which is not on this machine: answers the id by which accounts are seeded. */
  readonly standIn: (provider: StandIn) => string;
  /** Makes or renews an account of a pool; the sign-in page shows it with its password. */
  readonly seedAccount: (account: SeedAccount) => void;
  /** Builds the providers of pools that are new or changed, after pools and clients are provisioned and accounts are seeded. */
  readonly start: () => Promise<void>;
}

export interface StandIn {
  readonly country: string;
  /** As the templates name it here: `standInIssuer` of it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

/** Where a provider of that public address stands on this machine. */
export function standInIssuer(publicIssuer: string, webOrigin: string): string {
  return `${webOrigin}/identity/${standInId(publicIssuer)}`;
}

function standInId(publicIssuer: string): string {
  return `own-${createHash('sha256').update(publicIssuer).digest('hex').slice(0, 16)}`;
}

export interface SeedAccount {
  readonly poolId: string;
  readonly username: string;
  readonly password: string;
}

/** One pool as the templates define it. */
export interface Pool {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clients: Map<string, PoolClient>;
  readonly isProtected: boolean;
}

export interface PoolClient {
  readonly id: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
}

/** Cognito user pools as OpenID providers, each below `/identity/<poolId>`. A second factor is declared in the template but not rehearsed. */
export function createIdentity({ cloud, web }: { readonly cloud: Cloud; readonly web: WebListener }): EmbeddedIdentity {
  const pools = new Map<string, Pool>();
  const accounts = new Accounts(join(cloud.stateDir, 'identity', 'disabled.json'));
  const served = new Map<string, string>();
  return {
    service: {
      scopes: ['cognito-idp'],
      handle: (call) => actOnAccount({ cloud, accounts, hasPool: (id) => pools.has(id) }, call),
      resourceTypes: poolResources({ cloud, pools }),
      removals: poolRemovals(pools),
      open: () => accounts.open(),
      close: async () => {},
    },
    standIn: ({ country, issuer, clientId, scope }) => {
      const id = issuer.split('/').at(-1) ?? '';
      const callbackUrls = [cloud.webOrigin(), `${cloud.webOrigin()}/`, 'http://localhost:8976/callback'];
      const client = {
        id: clientId,
        callbackUrls,
        logoutUrls: callbackUrls,
        scopes: ['openid', scope],
        accessTokenSeconds: 3600,
        refreshTokenSeconds: 28_800,
      };
      pools.set(id, { id, name: country, issuer, clients: new Map([[clientId, client]]), isProtected: false });
      return id;
    },
    seedAccount: ({ poolId, ...account }) => accounts.add(poolId, account),
    start: async () => {
      for (const id of served.keys()) {
        if (pools.has(id)) continue;
        web.unmount(`/identity/${id}`);
        served.delete(id);
      }
      for (const pool of pools.values()) {
        const made = JSON.stringify([pool, [...pool.clients]]);
        if (served.get(pool.id) === made) continue;
        served.set(pool.id, made);
        const provider = await IdentityProvider.make({
          pool,
          accounts: accounts.of(pool.id),
          stateDir: join(cloud.stateDir, 'identity'),
          report: cloud.report,
        });
        web.mount(`/identity/${pool.id}`, (request, response) => provider.serve(request, response));
      }
    },
  };
}
