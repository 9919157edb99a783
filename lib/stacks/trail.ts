import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ExchangeConfig } from '../config/schema.ts';
import { accountTrail } from '../constructs/account-trail.ts';
import { exchangeNames } from '../names.ts';
import { tell } from './outputs.ts';

export interface TrailProps extends StackProps {
  readonly config: ExchangeConfig;
}

/**
 * The trail of an account that is not the archive's. It writes into the archive of the Audit stack, which must be there first: its bucket and
 * key admit this trail by name. Its home is the archive's Region, so that it never moves when countries come and go.
 */
export class Trail extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: TrailProps) {
    super(scope, id, props);
    const names = exchangeNames(config);
    accountTrail(this, names, names.archiveKeyAliasArn);
    tell(this, { TrailArn: names.trailArn(this.account) });
  }
}
