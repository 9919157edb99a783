import * as z from 'zod';
import { type AwsCall, AwsError, type Cloud } from '../cloud.ts';
import { jsonOperation, parseInput, readJson, replyJson } from '../wire/json.ts';
import type { Accounts } from './accounts.ts';

export interface AccountActs {
  readonly cloud: Cloud;
  readonly accounts: Accounts;
  readonly hasPool: (poolId: string) => boolean;
}

const input = z.strictObject({ UserPoolId: z.string().min(1).max(55), Username: z.string().min(1).max(128) });
const operations: Readonly<Record<string, (accounts: Accounts, poolId: string, username: string) => Promise<void>>> = {
  AdminDisableUser: (accounts, poolId, username) => accounts.disable(poolId, username),
  AdminEnableUser: (accounts, poolId, username) => accounts.enable(poolId, username),
};

/**
 * What an administrator of a user pool does about one account: AdminDisableUser, AdminEnableUser (docs: Amazon Cognito user pools API). Who is
 * disabled can neither sign in nor renew; an access token that was given out is taken by the desk until it ends, as by an HTTP API.
 */
export async function actOnAccount({ cloud, accounts, hasPool }: AccountActs, call: AwsCall): Promise<void> {
  const operation = jsonOperation(call);
  const act = operations[operation];
  if (!act) throw new AwsError('UnknownOperationException', 400, `${operation} is not rehearsed.`);
  const { UserPoolId, Username } = parseInput(input, await readJson(call));
  const event = {
    caller: call.caller,
    eventSource: 'cognito-idp.amazonaws.com',
    eventName: operation,
    category: 'Management',
    readOnly: false,
    requestId: call.requestId,
    requestParameters: { userPoolId: UserPoolId, username: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  } as const;
  try {
    const resource = `arn:aws:cognito-idp:${cloud.region}:${cloud.accountId}:userpool/${UserPoolId}`;
    cloud.access.require({ caller: call.caller, action: `cognito-idp:${operation}`, resource });
    if (!hasPool(UserPoolId)) throw new AwsError('ResourceNotFoundException', 400, `User pool ${UserPoolId} does not exist.`);
    if (!accounts.of(UserPoolId).knows(Username)) throw new AwsError('UserNotFoundException', 400, 'User does not exist.');
  } catch (error) {
    if (error instanceof AwsError) await cloud.trail.record({ ...event, errorCode: error.code, errorMessage: error.message });
    throw error;
  }
  await act(accounts, UserPoolId, Username);
  await cloud.trail.record(event);
  replyJson(call, {});
}
