import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { deskRoutes } from '../../domain/desk-api.ts';
import type { CountryConfig, ExchangeConfig } from '../config/schema.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { DeskFunction } from '../constructs/desk-function.ts';
import { watchDesk } from '../constructs/desk-watch.ts';
import { EventTrigger } from '../constructs/event-trigger.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { LedgerCopy } from '../constructs/ledger-copy.ts';
import { type CountryNames, countryNames, type DeskFunctionName, deskFunctions, exchangeNames } from '../names.ts';
import { type DeskEnvironments, deskEnvironments } from './desk-environments.ts';
import { tell } from './outputs.ts';
import type { Vault } from './vault.ts';

export interface DeskProps extends StackProps {
  readonly config: ExchangeConfig;
  readonly country: CountryConfig;
  readonly vault: Vault;
}

/** A country's functions, its HTTP API and event rules. Holds neither state nor rights: it may be destroyed and redeployed at any time. */
export class Desk extends Stack {
  readonly url: string;

  constructor(scope: Construct, id: string, { config, country, vault, ...props }: DeskProps) {
    super(scope, id, props);
    const names = countryNames(config, country);
    const api = new HttpApi(this, 'Api', {
      name: `${names.prefix}-desk`,
      description: `Desk of ${country.code}`,
      allowedOrigin: new URL(config.exchange.portalUrl).origin,
      throttle: { ratePerSecond: 50, burst: 100 },
    });
    this.url = api.url;
    const environments = deskEnvironments({ config, country, vault, deskUrl: api.url });
    const functions = this.functionsOf({ names, environments, logRetentionDays: config.retention.functionLogDays });
    const door = api.homeDoor({ issuer: vault.issuer, clientId: vault.clientId, scope: vault.scope });
    for (const [route, target] of homeDoor) api.route(deskRoutes[route], functions(target), door);
    for (const [route, target] of foreignDoor) api.route(deskRoutes[route], functions(target));
    const told = { runbooksUrl: config.exchange.runbooksUrl, alarmTopicArn: country.alarmTopicArn };
    const deadLetterQueueArn = this.startByEvents({ names, functions, config, ...told });
    const { copy } = country;
    if (copy) {
      new LedgerCopy(this, 'LedgerCopy', {
        names,
        deadLetterQueueArn,
        country: country.code,
        copyRegion: copy.region,
        logRetentionDays: config.retention.functionLogDays,
      });
    }
    watchDesk(this, {
      names,
      apiId: api.apiId,
      runbooksUrl: told.runbooksUrl,
      topicArn: told.alarmTopicArn,
      budget: country.monthlyBudget,
      ...(copy && { copy }),
    });
    tell(this, { Country: country.code, DeskUrl: api.url });
  }

  private functionsOf({ names, environments, logRetentionDays }: Functions): (name: DeskFunctionName) => IFunction {
    const made = new Map<DeskFunctionName, IFunction>();
    for (const name of deskFunctions) {
      const { function: one } = new DeskFunction(this, name, {
        handler: name,
        functionName: names.function(name),
        description: `${name.replaceAll('-', ' ')} for ${names.prefix}`,
        // by name and immutable: whatever this stack does, it changes no role
        role: Role.fromRoleArn(this, `${name}-role`, names.roleArn(name), { mutable: false }),
        environment: environments[name],
        logGroupName: names.logGroup(name),
        logRetentionDays,
        timeout: Duration.seconds(25),
      });
      made.set(name, one);
    }
    return (name) => {
      const one = made.get(name);
      if (!one) throw new Error(`no function ${name}`);
      return one;
    };
  }

  /** Answers the ARN of the queue for what failed in the end. */
  private startByEvents({ names, functions, config, ...told }: Started): string {
    const deadLetterQueueArn = new DeadLetters(this, 'DeadLetters', { queueName: names.deadLetterQueue, ...told }).queueArn;
    const account = [Stack.of(this).account];
    new EventTrigger(this, 'OnArrival', {
      ruleName: `${names.prefix}-arrival`,
      description: 'A document arrived in the drop box',
      pattern: { source: ['aws.s3'], account, 'detail-type': ['Object Created'], detail: { bucket: { name: [names.dropBox] } } },
      target: functions('verify-arrival'),
      deadLetterQueueArn,
    });
    new EventTrigger(this, 'EveryQuarter', {
      ruleName: `${names.prefix}-reconcile`,
      description: 'Repairs what events never told',
      schedule: 'rate(15 minutes)',
      target: functions('reconcile-box'),
      deadLetterQueueArn,
    });
    new EventTrigger(this, 'EveryFiveMinutes', {
      ruleName: `${names.prefix}-deadlines`,
      description: 'Reminds, escalates and signs what did not happen in time',
      schedule: 'rate(5 minutes)',
      target: functions('keep-deadlines'),
      deadLetterQueueArn,
    });
    new EventTrigger(this, 'OnConsignment', {
      ruleName: `${names.prefix}-consignment`,
      description: 'All documents of a dispatch arrived, or a deadline is near or past',
      pattern: { source: [names.eventSource], account, 'detail-type': ['ContentConsignment', 'DeadlineReminder'] },
      target: functions('notify-duty'),
      deadLetterQueueArn,
    });
    const { logEventSource } = exchangeNames(config);
    new EventTrigger(this, 'OnAccess', {
      ruleName: `${names.prefix}-access`,
      description: 'A read in the drop box, told by CloudTrail or found in the log',
      pattern: {
        source: ['aws.s3', logEventSource],
        account: [...new Set([...account, config.audit.account])],
        'detail-type': ['AWS API Call via CloudTrail', 'Record In The Log'],
        detail: { eventSource: ['s3.amazonaws.com'], eventName: ['GetObject'], requestParameters: { bucketName: [names.dropBox] } },
      },
      target: functions('record-access'),
      deadLetterQueueArn,
    });
    new EventTrigger(this, 'OnKeyAct', {
      ruleName: `${names.prefix}-key-act`,
      description: 'CloudTrail recorded an act on a key of the account',
      pattern: {
        source: ['aws.kms'],
        account,
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventSource: ['kms.amazonaws.com'], eventName: keyActs },
      },
      target: functions('record-key-act'),
      deadLetterQueueArn,
    });
    return deadLetterQueueArn;
  }
}

/** What switches a key, changes its material or its policy: the desk passes over the keys of others. */
const keyActs = [
  'DisableKey',
  'EnableKey',
  'ImportKeyMaterial',
  'DeleteImportedKeyMaterial',
  'PutKeyPolicy',
  'ScheduleKeyDeletion',
  'CancelKeyDeletion',
];

interface Started {
  readonly names: CountryNames;
  readonly functions: (name: DeskFunctionName) => IFunction;
  readonly config: ExchangeConfig;
  readonly runbooksUrl?: string;
  readonly alarmTopicArn?: string;
}

interface Functions {
  readonly names: CountryNames;
  readonly environments: DeskEnvironments;
  readonly logRetentionDays: number;
}

type Door = readonly (readonly [keyof typeof deskRoutes, DeskFunctionName])[];

/** Behind a token of the country's own issuer. */
const homeDoor: Door = [
  ['signManifest', 'sign-manifest'],
  ['listDispatches', 'list-dispatches'],
  ['showDispatch', 'list-dispatches'],
  ['showCase', 'list-dispatches'],
  ['storeReceipt', 'store-receipt'],
  ['signAssertion', 'sign-assertion'],
  ['issueToken', 'sign-download'],
  ['signDownload', 'sign-download'],
  ['acknowledgeDispatch', 'perform-act'],
  ['performAct', 'perform-act'],
  ['reportFigures', 'report-figures'],
  ['showLedger', 'show-ledger'],
  ['signDraft', 'sign-draft'],
  ['listDrafts', 'sign-draft'],
  ['showDraft', 'sign-draft'],
  ['remarkOnDraft', 'sign-draft'],
  ['signProof', 'sign-assertion'],
  ['openBundle', 'open-bundle'],
  ['acceptBundle', 'accept-dispatch'],
];

/** Without accounts: a signed manifest, an assertion or the directory's signature is the credential. */
const foreignDoor: Door = [
  ['acceptDispatch', 'accept-dispatch'],
  ['showDeposit', 'show-deposit'],
  ['takeReceipt', 'store-receipt'],
  ['takeDraft', 'take-draft'],
  ['signUpload', 'sign-upload'],
  ['listParts', 'sign-upload'],
  ['completeUpload', 'complete-upload'],
  ['showEntry', 'show-entry'],
  ['acceptDirectory', 'accept-directory'],
  ['showDirectory', 'accept-directory'],
];
