import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { runbookLink } from './runbook-link.ts';

/** What an alarm looks at. Names of our own have OpenTelemetry's form: lower case, parts joined by dots. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
  /** @default the stack's own */
  readonly place?: { readonly account: string; readonly region: string };
}

/** What the account may cost in a month, and who is told at 80 % and at 100 % of it. */
export interface Budget {
  readonly monthlyUsd: number;
  readonly mailboxes: readonly string[];
}

/** Lines of a log that are counted. */
export interface Lines {
  readonly logGroupName: string;
  readonly pattern: string;
  /** A number of the line, such as `$.miss`. @default 1 */
  readonly value?: string;
}

export interface AlarmProps {
  readonly metric: Metric;
  /** What it means, in a sentence. */
  readonly means: string;
  /** File of docs/runbooks that says what to do. */
  readonly runbook: string;
  /** @default 0 */
  readonly threshold?: number;
  /** @default above */
  readonly when?: 'above' | 'below';
  /** @default 300 */
  readonly periodSeconds?: number;
}

export interface WatchProps {
  /** First part of every alarm's name, and the name of the dashboard. */
  readonly prefix: string;
  /** Where the runbooks can be read. @default docs/runbooks of this repository */
  readonly runbooksUrl?: string;
  /** Told of every alarm and of its end. @default - alarms are seen, and nobody is told */
  readonly topicArn?: string;
}

/** Alarms with a runbook each, and one dashboard that shows what they look at. Metrics come from log lines, which hold no case data. */
export class Watch extends Construct {
  private readonly prefix: string;
  private readonly runbooksUrl: string | undefined;
  private readonly actions: string[];
  private readonly shown: (readonly [string, Metric])[] = [];

  constructor(scope: Construct, id: string, { prefix, runbooksUrl, topicArn }: WatchProps) {
    super(scope, id);
    this.prefix = prefix;
    this.runbooksUrl = runbooksUrl;
    this.actions = topicArn ? [topicArn] : [];
    new CfnDashboard(this, 'Dashboard', { dashboardName: prefix, dashboardBody: Lazy.string({ produce: () => this.body() }) });
  }

  /** Counts lines of one log, or of several together, as a metric of the exchange's own namespace. */
  count(name: string, ...logs: readonly [Lines, ...Lines[]]): Metric {
    const namespace = `LiaisonExchange/${this.prefix}`;
    logs.forEach(({ logGroupName, pattern, value = '1' }, index) => {
      new CfnMetricFilter(this, index === 0 ? name : `${name}-${index + 1}`, {
        logGroupName,
        filterPattern: pattern,
        metricTransformations: [{ metricNamespace: namespace, metricName: name, metricValue: value, defaultValue: 0 }],
      });
    });
    return { namespace, name, statistic: 'Sum' };
  }

  /** Shows a metric without an alarm. */
  show(title: string, metric: Metric): void {
    this.shown.push([title, metric]);
  }

  alarm(name: string, { metric, means, runbook, threshold = 0, when = 'above', periodSeconds = 300 }: AlarmProps): void {
    this.show(name, metric);
    new CfnAlarm(this, `${name}-alarm`, {
      alarmName: `${this.prefix}-${name}`,
      alarmDescription: `${means} ${runbookLink(runbook, this.runbooksUrl)}`,
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: Object.entries(metric.dimensions ?? {}).map(([dimension, value]) => ({ name: dimension, value })),
      statistic: metric.statistic,
      period: periodSeconds,
      evaluationPeriods: 1,
      threshold,
      comparisonOperator: when === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      treatMissingData: when === 'above' ? 'notBreaching' : 'breaching',
      alarmActions: this.actions,
      okActions: this.actions,
    });
  }

  /** AWS looks at it a few times a day: it warns, it stops nothing. */
  budget({ monthlyUsd, mailboxes }: Budget): void {
    const subscribers = mailboxes.map((address) => ({ subscriptionType: 'EMAIL', address }));
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `${this.prefix}-month`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [80, 100].map((threshold) => ({
        notification: { notificationType: 'ACTUAL', comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
        subscribers,
      })),
    });
  }

  private body(): string {
    const widgets = this.shown.map(([title, { namespace, name, dimensions, statistic, place }], index) => ({
      type: 'metric',
      x: (index % columns) * width,
      y: Math.floor(index / columns) * height,
      width,
      height,
      properties: {
        title,
        region: place?.region ?? Stack.of(this).region,
        ...(place && { accountId: place.account }),
        stat: statistic,
        period: 300,
        view: 'timeSeries',
        metrics: [[namespace, name, ...Object.entries(dimensions ?? {}).flat()]],
      },
    }));
    return Stack.of(this).toJsonString({ widgets });
  }
}

const columns = 3;
const width = 8;
const height = 6;
