import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { notImplemented } from '../s3.ts';
import { type CorsRule, corsRule, type LifecycleRule } from '../store/settings.ts';
import { group, xmlAnswer } from '../wire/answer.ts';
import { group as elements, malformedXml, readXml, repeated, text, wholeNumber } from '../wire/xml-body.ts';
import type { BucketSetting } from './setting.ts';

const corsBody = z.strictObject({
  CORSRule: repeated(
    z.strictObject({
      ID: text.optional(),
      AllowedOrigin: repeated(text, { min: 1 }),
      AllowedMethod: repeated(z.string(), { min: 1 }),
      AllowedHeader: repeated(text),
      ExposeHeader: repeated(text),
      MaxAgeSeconds: wholeNumber.optional(),
    }),
    { min: 1, max: 100 },
  ),
});

export const cors: BucketSetting = {
  parameter: 'cors',
  get: {
    name: 'GetBucketCors',
    action: 's3:GetBucketCORS',
    run: ({ settings }) => {
      if (settings.cors.length === 0) throw new AwsError('NoSuchCORSConfiguration', 404, 'The CORS configuration does not exist');
      return xmlAnswer('CORSConfiguration', ...settings.cors.map(corsElement));
    },
  },
  put: {
    name: 'PutBucketCors',
    action: 's3:PutBucketCORS',
    run: async ({ request }) => {
      const body = await readXml(request, { root: 'CORSConfiguration', schema: corsBody, limitBytes: 65_536 });
      const rules = z.array(corsRule).safeParse(
        body.CORSRule.map((rule) => ({
          id: rule.ID,
          allowedOrigins: rule.AllowedOrigin,
          allowedMethods: rule.AllowedMethod,
          allowedHeaders: rule.AllowedHeader,
          exposedHeaders: rule.ExposeHeader,
          maxAgeSeconds: rule.MaxAgeSeconds,
        })),
      );
      if (!rules.success)
        throw new AwsError('InvalidRequest', 400, 'The CORS configuration has a method or a wildcard that S3 does not take.');
      return (settings) => ({ ...settings, cors: rules.data });
    },
  },
  remove: { name: 'DeleteBucketCors', action: 's3:PutBucketCORS', run: (settings) => ({ ...settings, cors: [] }) },
};

const corsElement = (rule: CorsRule): string =>
  group(
    'CORSRule',
    xmlElement('ID', rule.id),
    ...rule.allowedOrigins.map((origin) => xmlElement('AllowedOrigin', origin)),
    ...rule.allowedMethods.map((method) => xmlElement('AllowedMethod', method)),
    ...rule.allowedHeaders.map((header) => xmlElement('AllowedHeader', header)),
    ...rule.exposedHeaders.map((header) => xmlElement('ExposeHeader', header)),
    xmlElement('MaxAgeSeconds', rule.maxAgeSeconds),
  );

const lifecycleBody = z.strictObject({
  Rule: repeated(
    z.looseObject({
      ID: text.optional(),
      Status: z.enum(['Enabled', 'Disabled']),
      Prefix: text.optional(),
      Filter: elements({ Prefix: text.optional() }).optional(),
      AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: wholeNumber }).optional(),
    }),
    { min: 1, max: 1000 },
  ),
});

const CARRIED_OUT = ['ID', 'Status', 'Prefix', 'Filter', 'AbortIncompleteMultipartUpload'];

/** Only what is carried out is taken: rules that expire or move objects answer 501. */
export const lifecycle: BucketSetting = {
  parameter: 'lifecycle',
  get: {
    name: 'GetBucketLifecycleConfiguration',
    eventName: 'GetBucketLifecycle',
    action: 's3:GetLifecycleConfiguration',
    run: ({ settings }) => {
      if (settings.lifecycle.length === 0) {
        throw new AwsError('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist');
      }
      return xmlAnswer('LifecycleConfiguration', ...settings.lifecycle.map(lifecycleElement));
    },
  },
  put: {
    name: 'PutBucketLifecycleConfiguration',
    eventName: 'PutBucketLifecycle',
    action: 's3:PutLifecycleConfiguration',
    run: async ({ request }) => {
      const { Rule } = await readXml(request, { root: 'LifecycleConfiguration', schema: lifecycleBody });
      const rules = Rule.map((rule, index): LifecycleRule => {
        const odd = Object.keys(rule).filter((name) => !CARRIED_OUT.includes(name));
        if (odd.length > 0) throw notImplemented(`lifecycle rules with ${odd.join(', ')}`);
        const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? 0;
        if (days < 1) throw malformedXml();
        const prefix = rule.Filter?.Prefix ?? rule.Prefix ?? '';
        return { id: rule.ID ?? `rule-${index}`, enabled: rule.Status === 'Enabled', prefix, abortIncompleteUploadAfterDays: days };
      });
      return (settings) => ({ ...settings, lifecycle: rules });
    },
  },
  remove: {
    name: 'DeleteBucketLifecycle',
    action: 's3:PutLifecycleConfiguration',
    run: (settings) => ({ ...settings, lifecycle: [] }),
  },
};

const lifecycleElement = (rule: LifecycleRule): string =>
  group(
    'Rule',
    xmlElement('ID', rule.id),
    group('Filter', xmlElement('Prefix', rule.prefix)),
    xmlElement('Status', rule.enabled ? 'Enabled' : 'Disabled'),
    rule.abortIncompleteUploadAfterDays === undefined
      ? ''
      : group('AbortIncompleteMultipartUpload', xmlElement('DaysAfterInitiation', rule.abortIncompleteUploadAfterDays)),
    rule.noncurrentDays === undefined ? '' : group('NoncurrentVersionExpiration', xmlElement('NoncurrentDays', rule.noncurrentDays)),
  );

const notificationBody = elements({ EventBridgeConfiguration: elements({}).optional() });

/** EventBridge is the one target of events that the rehearsal has. */
export const notification: BucketSetting = {
  parameter: 'notification',
  get: {
    name: 'GetBucketNotificationConfiguration',
    eventName: 'GetBucketNotification',
    action: 's3:GetBucketNotification',
    run: ({ settings }) => xmlAnswer('NotificationConfiguration', settings.eventBridge ? group('EventBridgeConfiguration') : ''),
  },
  put: {
    name: 'PutBucketNotificationConfiguration',
    eventName: 'PutBucketNotification',
    action: 's3:PutBucketNotification',
    run: async ({ request }) => {
      const body = await readXml(request, { root: 'NotificationConfiguration', schema: notificationBody });
      return (settings) => ({ ...settings, eventBridge: body.EventBridgeConfiguration !== undefined });
    },
  },
};
