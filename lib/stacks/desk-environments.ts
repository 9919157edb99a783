import type { AcceptDirectoryEnvironment } from '../../lambda/accept-directory/env.ts';
import type { AcceptDispatchEnvironment } from '../../lambda/accept-dispatch/env.ts';
import type { CompleteUploadEnvironment } from '../../lambda/complete-upload/env.ts';
import type { KeepDeadlinesEnvironment } from '../../lambda/keep-deadlines/env.ts';
import type { ListDispatchesEnvironment } from '../../lambda/list-dispatches/env.ts';
import type { NotifyDutyEnvironment } from '../../lambda/notify-duty/env.ts';
import type { OpenBundleEnvironment } from '../../lambda/open-bundle/env.ts';
import type { PerformActEnvironment } from '../../lambda/perform-act/env.ts';
import type { ReconcileBoxEnvironment } from '../../lambda/reconcile-box/env.ts';
import type { RecordAccessEnvironment } from '../../lambda/record-access/env.ts';
import type { RecordKeyActEnvironment } from '../../lambda/record-key-act/env.ts';
import type { ReportFiguresEnvironment } from '../../lambda/report-figures/env.ts';
import type { ShowDepositEnvironment } from '../../lambda/show-deposit/env.ts';
import type { ShowEntryEnvironment } from '../../lambda/show-entry/env.ts';
import type { ShowLedgerEnvironment } from '../../lambda/show-ledger/env.ts';
import type { SignAssertionEnvironment } from '../../lambda/sign-assertion/env.ts';
import type { SignDownloadEnvironment } from '../../lambda/sign-download/env.ts';
import type { SignDraftEnvironment } from '../../lambda/sign-draft/env.ts';
import type { SignManifestEnvironment } from '../../lambda/sign-manifest/env.ts';
import type { SignUploadEnvironment } from '../../lambda/sign-upload/env.ts';
import type { StoreReceiptEnvironment } from '../../lambda/store-receipt/env.ts';
import type { TakeDraftEnvironment } from '../../lambda/take-draft/env.ts';
import type { VerifyArrivalEnvironment } from '../../lambda/verify-arrival/env.ts';
import type { CountryConfig, ExchangeConfig } from '../config/schema.ts';
import { countryNames, exchangeNames } from '../names.ts';
import type { Vault } from './vault.ts';

/** What each function is told, checked against the contract that the function itself states. */
export interface DeskEnvironments {
  readonly 'sign-manifest': SignManifestEnvironment;
  readonly 'list-dispatches': ListDispatchesEnvironment;
  readonly 'store-receipt': StoreReceiptEnvironment;
  readonly 'sign-assertion': SignAssertionEnvironment;
  readonly 'sign-download': SignDownloadEnvironment;
  readonly 'sign-draft': SignDraftEnvironment;
  readonly 'report-figures': ReportFiguresEnvironment;
  readonly 'show-ledger': ShowLedgerEnvironment;
  readonly 'take-draft': TakeDraftEnvironment;
  readonly 'perform-act': PerformActEnvironment;
  readonly 'open-bundle': OpenBundleEnvironment;
  readonly 'accept-dispatch': AcceptDispatchEnvironment;
  readonly 'show-deposit': ShowDepositEnvironment;
  readonly 'sign-upload': SignUploadEnvironment;
  readonly 'complete-upload': CompleteUploadEnvironment;
  readonly 'show-entry': ShowEntryEnvironment;
  readonly 'accept-directory': AcceptDirectoryEnvironment;
  readonly 'verify-arrival': VerifyArrivalEnvironment;
  readonly 'reconcile-box': ReconcileBoxEnvironment;
  readonly 'keep-deadlines': KeepDeadlinesEnvironment;
  readonly 'notify-duty': NotifyDutyEnvironment;
  readonly 'record-access': RecordAccessEnvironment;
  readonly 'record-key-act': RecordKeyActEnvironment;
}

export interface DeskEnvironmentsProps {
  readonly config: ExchangeConfig;
  readonly country: CountryConfig;
  readonly vault: Vault;
  readonly deskUrl: string;
}

export function deskEnvironments({ config, country, vault, deskUrl }: DeskEnvironmentsProps): DeskEnvironments {
  const names = countryNames(config, country);
  const { names: called, languages, locale, timeZone, weekend, officeHours, exceptions, contacts } = country;
  const COUNTRY = country.code;
  const LIMITS = JSON.stringify(config.limits);
  const TIMES = JSON.stringify(config.times);
  const register = { COUNTRY, REGISTER_TABLE: names.registerTable };
  const records = { ...register, LEDGER_TABLE: names.ledgerTable };
  const signing = { ...records, SIGNING_KEY_ARN: vault.signingKeyArn };
  const sealing = { SEALING_KEY_ARN: vault.sealingKeyArn };
  const box = { DROP_BOX: names.dropBox };
  const depositing = { ...box, DOCUMENTS_KEY_ARN: vault.documentsKeyArn, DEPOSITOR_ROLE_ARN: names.roleArn('depositor'), LIMITS };
  const reader = { ...box, READER_ROLE_ARN: names.roleArn('reader') };
  const further = vault.signingKeys.length > 1 ? { SIGNING_KEYS: signingKeysOf(vault) } : {};
  const signIn = { ISSUER: vault.issuer, CLIENT_ID: vault.clientId, SCOPE: `openid ${vault.scope}` };
  return {
    'sign-manifest': { ...signing, LIMITS },
    'list-dispatches': register,
    'store-receipt': { ...records, LIMITS },
    'sign-assertion': { ...signing, LIMITS },
    'sign-download': { ...records, ...reader, DOCUMENTS_KEY_ARN: vault.documentsKeyArn, LIMITS },
    'perform-act': signing,
    'sign-draft': { ...signing, TIMES },
    'report-figures': signing,
    'show-ledger': { COUNTRY, LEDGER_TABLE: names.ledgerTable },
    'take-draft': { ...records, LIMITS },
    'open-bundle': { ...records, ...sealing },
    'accept-dispatch': { ...signing, ...depositing, TIMES },
    'show-deposit': { ...records, LIMITS },
    'sign-upload': { ...records, ...depositing },
    'complete-upload': { ...records, ...depositing },
    'show-entry': {
      COUNTRY,
      SIGNING_KEY_ARN: vault.signingKeyArn,
      ...sealing,
      PROFILE: JSON.stringify({ names: called, languages, locale, timeZone, weekend, officeHours, exceptions, contacts }),
      DESK_URL: deskUrl,
      ...signIn,
      ...further,
    },
    'accept-directory': { ...records, DIRECTORY_KEY_ARN: exchangeNames(config).directoryKeyAliasArn },
    'verify-arrival': { ...signing, ...box, EVENT_SOURCE: names.eventSource, TIMES },
    'reconcile-box': {
      ...signing,
      ...box,
      EVENT_SOURCE: names.eventSource,
      TIMES,
      PATIENCE_SECONDS: '300',
      LOOK_BACK_DAYS: String(Math.min(999, config.retention.unfinishedUploadDays + 1)),
    },
    'keep-deadlines': { ...signing, EVENT_SOURCE: names.eventSource, TIMES },
    'notify-duty': {
      ...register,
      MAIL_FROM: country.duty.sender,
      DUTY_MAILBOXES: JSON.stringify(country.duty.mailboxes),
      ESCALATION_MAILBOXES: JSON.stringify(country.duty.escalation),
      PORTAL_URL: config.exchange.portalUrl,
      EVENT_SOURCE: names.eventSource,
    },
    'record-access': { ...signing, ...reader, TIMES, LOG_SOURCE: exchangeNames(config).logEventSource, LOG_ACCOUNT: config.audit.account },
    'record-key-act': { ...signing, DOCUMENTS_KEY_ARN: vault.documentsKeyArn, ...sealing, ...further },
  };
}

/** ARNs hold nothing that JSON would escape, though they are known only after the deployment. */
function signingKeysOf({ signingKeys }: Vault): string {
  return JSON.stringify(signingKeys.map(({ number, ...key }) => ({ generation: number, ...key })));
}
