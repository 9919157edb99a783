import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { exchangeNames, trailAccounts } from '../../lib/names.ts';
import { atThePeak } from '../quotas.ts';
import { checkTopic } from './check-alarms.ts';
import { checkQuotas } from './check-quotas.ts';
import { type MailFact, type PlaceFacts, trailHere } from './facts.ts';
import { about, type Finding, type Say } from './finding.ts';

/** Whether an account and Region can take what the configuration puts there. */
export function checkPlace(config: ExchangeConfig, place: PlaceFacts): readonly Finding[] {
  const subject = `${place.account} ${place.region}`;
  const countries = config.countries.filter(({ code }) => place.holds.includes(code));
  return [
    ...about({ check: 'credentials', subject }, callerOf(config, place), (caller, say) => {
      const cure = `take credentials of account ${place.account}: aws sso login, or AWS_PROFILE`;
      if ('refused' in caller) return [say.error(`no usable credentials: ${caller.refused}`, cure)];
      if (caller.account === place.account) return [say.ok(`the credentials are of account ${caller.account}`)];
      return [say.error(`the credentials are of account ${caller.account}`, cure)];
    }),
    ...about({ check: 'bootstrap', subject }, place.bootstrapVersion, (version, say) => {
      const cure = `npx cdk bootstrap aws://${place.account}/${place.region}`;
      if (version === undefined) return [say.error('not bootstrapped', cure)];
      if (version < neededBootstrap) return [say.error(`bootstrap version ${version}, wanted ${neededBootstrap} or later`, cure)];
      return [say.ok(`bootstrap version ${version}`)];
    }),
    ...about({ check: 'services', subject }, place.services, (services, say) => {
      const missing = needed(place).filter((id) => !services.includes(id));
      if (missing.length === 0) return [say.ok('every service that is needed is listed for the Region')];
      return [
        say.warning(
          `not listed for the Region: ${missing.join(', ')}`,
          "look at AWS's list of regional services; choose another Region in the configuration",
        ),
      ];
    }),
    ...(countries.length === 0
      ? []
      : about({ check: 'mail', subject }, place.mail, (mail, say) =>
          checkMail(
            mail,
            countries.map(({ duty }) => duty),
            say,
          ),
        )),
    ...checkQuotas(config, place),
    ...checkTrails(config, place, subject),
    ...place.topics.flatMap((topic) => checkTopic(config, topic)),
  ];
}

/** Whoever has one account of several sees nothing of the others, and need not: each country's team looks at its own. */
function callerOf(config: ExchangeConfig, { account, caller }: PlaceFacts): PlaceFacts['caller'] {
  if (!('known' in caller) || 'refused' in caller.known) return caller;
  const { account: whose } = caller.known;
  if (whose === account || !trailAccounts(config).includes(whose)) return caller;
  return { unknown: `the credentials are of account ${whose}: take those of account ${account} to look there` };
}

/** Highest `requiresBootstrapStackVersion` in the assemblies that the pinned CDK writes. */
const neededBootstrap = 8;
const trailsPerRegion = 5;

/** Ids of AWS's public parameters (`/aws/service/global-infrastructure/regions/REGION/services`). */
function needed({ holds }: PlaceFacts): readonly string[] {
  const ofCountry = ['apigateway', 'cognito-idp', 'dynamodb', 'kms', 'lambda', 'ses', 's3', 'sqs'];
  const ofAudit = ['athena', 'cloudtrail', 'glue', 'kms', 's3'];
  const isCountry = holds.some((one) => /^[A-Z]{2}$/.test(one));
  const ofCopy = holds.some((one) => one.endsWith('-copy')) ? ['kms', 's3'] : [];
  const ofTrail = holds.includes(trailHere) ? ['cloudtrail'] : [];
  return [...new Set([...(isCountry ? ofCountry : []), ...(holds.includes('audit') ? ofAudit : []), ...ofCopy, ...ofTrail])];
}

interface Duty {
  readonly sender: string;
  readonly mailboxes: readonly string[];
}

function checkMail(mail: MailFact, duties: readonly Duty[], say: Say): readonly Finding[] {
  const unverified = duties.map(({ sender }) => sender).filter((sender) => !(mail.senders[sender] ?? mail.senders[domainOf(sender)]));
  const mailsWanted = atThePeak.dispatches * Math.max(...duties.map(({ mailboxes }) => mailboxes.length));
  return [
    ...(mail.isSending ? [] : [say.error('SES has paused sending', 'answer the case in the SES console')]),
    ...(mail.isProduction
      ? []
      : [
          say.warning(
            'SES is in its sandbox: it sends to verified addresses only, 200 a day',
            'request production access, or verify every duty mailbox',
          ),
        ]),
    ...(mail.isProduction && mail.mailsPerSecond < mailsWanted
      ? [
          say.warning(
            `SES sends ${mail.mailsPerSecond} mails a second; the peak asks for ${mailsWanted}`,
            'ask for a higher sending rate in the SES console',
          ),
        ]
      : []),
    ...unverified.map((sender) =>
      say.error(`the sender ${sender} is not verified`, `verify it or its domain ${domainOf(sender)} in SES of this Region`),
    ),
    ...(mail.isSending && mail.isProduction && unverified.length === 0 ? [say.ok('every sender is verified; production access')] : []),
  ];
}

function domainOf(address: string): string {
  return address.slice(address.indexOf('@') + 1);
}

function checkTrails(config: ExchangeConfig, place: PlaceFacts, subject: string): readonly Finding[] {
  if (!place.holds.includes('audit') && !place.holds.includes(trailHere)) return [];
  const own = exchangeNames(config).trail;
  return about({ check: 'trails', subject }, place.trails, (trails, say) => {
    const others = trails.filter(({ name }) => name !== own);
    const ours = trails.find(({ name }) => name === own);
    if (ours && ours.homeRegion !== place.region)
      return [say.error(`a trail ${own} has its home in ${ours.homeRegion}`, 'set audit.region to that Region: a trail does not move')];
    if (!ours && others.length >= trailsPerRegion)
      return [
        say.error(
          `${others.length} trails in the Region, of ${trailsPerRegion} that it takes`,
          'delete or merge one: the quota cannot be raised',
        ),
      ];
    const doubled = others.filter(({ isMultiRegion }) => isMultiRegion).map(({ name }) => name);
    if (doubled.length > 0)
      return [
        say.warning(
          `${doubled.join(', ')} also logs every Region: management events beyond the first copy cost money`,
          'keep one of them, or accept the cost',
        ),
      ];
    return [say.ok(ours ? 'the trail of the exchange is there' : `${others.length} other trails; there is room`)];
  });
}
