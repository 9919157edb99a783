import { parsePolicy } from '../policy/parse.ts';
import type { Authenticator } from './aws-listener.ts';
import { type AwsCall, AwsError, type EmbeddedService } from './cloud.ts';
import { callerOf } from './iam/caller-of.ts';
import { Credentials, type NewSession, type StandingCredentials, type TemporaryCredentials } from './iam/credentials.ts';
import { uniqueId } from './iam/ids.ts';
import { Principals, type Role } from './iam/principals.ts';
import { iamRemovals, iamResourceTypes } from './iam/resources.ts';

export interface IamProps {
  readonly accountId: string;
  readonly stateDir: string;
  readonly now: () => Date;
}

/** A standing user to seed; documents are identity policies. */
export interface NewUser {
  readonly name: string;
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
}

export interface Iam {
  readonly service: EmbeddedService;
  readonly authenticator: Authenticator;
  /** Seeds a standing user. The key pair stays the same until the state is wiped; the policies are those of this call. */
  readonly issueUser: (user: NewUser) => Promise<StandingCredentials>;
  /** A key pair without token and end that acts as a session of the role: for someone who stands outside and was handed that role. */
  readonly issueStandingRoleSession: (session: { readonly roleArn: string; readonly sessionName: string }) => Promise<StandingCredentials>;
  /** Credentials of an existing role's new session. No policy is asked: that is the business of STS and of `ServiceRoles`. */
  readonly issueSession: (session: NewSession) => TemporaryCredentials;
  readonly role: (arn: string) => Role | undefined;
  readonly roleNamed: (name: string) => Role | undefined;
  /** Whether a user or role, or the role of a session, of that ARN stands in the account. */
  readonly exists: (arn: string) => boolean;
}

/** Roles, users, policies and the credentials of the rehearsal. Its own API is not rehearsed: roles change by deploying templates. */
export const createIam = (props: IamProps): Iam => {
  const principals = new Principals();
  const credentials = new Credentials(props.stateDir);
  return {
    service: {
      scopes: ['iam'],
      handle: refuse,
      resourceTypes: iamResourceTypes({ accountId: props.accountId, principals }),
      removals: iamRemovals({ accountId: props.accountId, principals }),
      open: () => credentials.open(),
      close: async () => {},
    },
    authenticator: {
      find: (accessKeyId, sessionToken) => {
        const { owner, ...found } = credentials.find(accessKeyId, sessionToken);
        return { ...found, identity: (origin) => callerOf({ accountId: props.accountId, principals, accessKeyId, owner, origin }) };
      },
    },
    issueUser: (user) => issueUser({ accountId: props.accountId, principals, credentials }, user),
    issueStandingRoleSession: async ({ roleArn, sessionName }) => {
      if (principals.role(roleArn) === undefined) throw new Error(`The role ${roleArn} does not exist`);
      return credentials.standing({ kind: 'standing-session', roleArn, name: sessionName, issuedAtMs: props.now().getTime() });
    },
    issueSession: (session) => credentials.temporary(session),
    role: (arn) => principals.role(arn),
    roleNamed: (name) => principals.roleNamed(name),
    exists: (arn) => {
      const [, session] = /^arn:aws:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn) ?? [];
      if (session !== undefined) return principals.roleNamed(session) !== undefined;
      return principals.role(arn) !== undefined || principals.user(arn) !== undefined;
    },
  };
};

interface Registry {
  readonly accountId: string;
  readonly principals: Principals;
  readonly credentials: Credentials;
}

const issueUser = async ({ accountId, principals, credentials }: Registry, user: NewUser): Promise<StandingCredentials> => {
  const arn = `arn:aws:iam::${accountId}:user/${user.name}`;
  const policies = user.policies.map((each) => parsePolicy(`user ${user.name} ${each.name}`, each.document));
  principals.putUser({ arn, name: user.name, id: uniqueId('AIDA', arn) });
  principals.stateInline(`user ${user.name}`, new Map([[arn, policies]]));
  return credentials.standing({ kind: 'user', userArn: arn });
};

const refuse = async (_call: AwsCall): Promise<void> => {
  throw new AwsError('NotImplemented', 501, 'The rehearsal changes roles and policies by deploying templates only.');
};
