import type { ExchangeConfig } from '../../lib/config/schema.ts';
import { exchangeNames } from '../../lib/names.ts';
import type { PlaceFacts, TopicLook } from './facts.ts';
import { about, type Finding, sayer } from './finding.ts';

const runbook = 'docs/runbooks/first-deploy.md#6-let-alarms-reach-people';

/** Countries whose desk's alarms nobody is told of. */
export function checkAlarmTopics({ exchange, countries }: ExchangeConfig, file: string): readonly Finding[] {
  const say = sayer('alarms', file);
  const mute = countries.filter(({ alarmTopicArn }) => alarmTopicArn === undefined).map(({ code }) => code);
  if (mute.length === 0) return [say.ok('the alarms of every desk go to a topic')];
  const sentence = `the alarms of ${mute.join(', ')} reach nobody: they are seen in the console alone`;
  const cure = `alarmTopicArn of each country, in the configuration of stage ${exchange.stage} (${runbook})`;
  return [exchange.stage === 'production' ? say.error(sentence, cure) : say.warning(sentence, cure)];
}

/** Topics that alarms of a place go to: those of its countries, and that of the Audit stack. */
export function topicsOf(
  config: ExchangeConfig,
  { account, region, holds }: Pick<PlaceFacts, 'account' | 'region' | 'holds'>,
): readonly string[] {
  const own = config.countries.filter(({ code }) => holds.includes(code)).flatMap(({ alarmTopicArn }) => alarmTopicArn ?? []);
  const ofAudit = holds.includes('audit') ? [`arn:aws:sns:${region}:${account}:${exchangeNames(config).alarmTopic}`] : [];
  return [...new Set([...own, ...ofAudit])];
}

/** Whether a topic is there, takes alarms, and anybody has said yes to hearing of them. */
export function checkTopic(config: ExchangeConfig, { arn, topic }: TopicLook): readonly Finding[] {
  const isOwn = arn.endsWith(`:${exchangeNames(config).alarmTopic}`);
  return about({ check: 'alarms', subject: arn }, topic, (look, say) => {
    const serious = config.exchange.stage === 'production' ? say.error : say.warning;
    if (look === undefined)
      return isOwn
        ? [say.ok('made by the Audit stack, which is not deployed yet')]
        : [say.error('there is no such topic', `make it, or correct alarmTopicArn (${runbook})`)];
    const deaf = look.confirmed === 0;
    return [
      ...(look.isOpenToAlarms
        ? []
        : [say.error('its policy lets CloudWatch publish nothing', `allow cloudwatch.amazonaws.com sns:Publish (${runbook})`)]),
      ...(deaf
        ? [
            serious(
              `nobody hears of alarms: ${look.pending} subscriptions wait for a yes`,
              `subscribe, and confirm by the mail that comes (${runbook})`,
            ),
          ]
        : []),
      ...(!deaf && look.pending > 0
        ? [
            say.warning(
              `${look.pending} subscriptions wait for a yes, ${look.confirmed} have it`,
              'the mailbox must open the mail of AWS Notifications and confirm',
            ),
          ]
        : []),
      ...(look.isOpenToAlarms && !deaf && look.pending === 0 ? [say.ok(`${look.confirmed} subscribers`)] : []),
    ];
  });
}
