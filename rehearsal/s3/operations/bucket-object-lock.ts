import * as z from 'zod';
import { AwsError } from '../../cloud.ts';
import { xmlElement } from '../../wire/xml.ts';
import { type BucketSettings, type DefaultRetention, defaultRetention, lockMode } from '../store/settings.ts';
import { group, xmlAnswer } from '../wire/answer.ts';
import { malformedXml, readXml, wholeNumber } from '../wire/xml-body.ts';
import type { BucketSetting } from './setting.ts';

const body = z.strictObject({
  ObjectLockEnabled: z.literal('Enabled'),
  Rule: z
    .strictObject({
      DefaultRetention: z.strictObject({ Mode: lockMode, Days: wholeNumber.optional(), Years: wholeNumber.optional() }),
    })
    .optional(),
});

export const objectLock: BucketSetting = {
  parameter: 'object-lock',
  get: {
    name: 'GetObjectLockConfiguration',
    eventName: 'GetBucketObjectLockConfiguration',
    action: 's3:GetBucketObjectLockConfiguration',
    run: ({ settings }) => {
      if (!settings.objectLock) {
        throw new AwsError('ObjectLockConfigurationNotFoundError', 404, 'Object Lock configuration does not exist for this bucket');
      }
      return xmlAnswer('ObjectLockConfiguration', xmlElement('ObjectLockEnabled', 'Enabled'), ruleElement(settings.defaultRetention));
    },
  },
  put: {
    name: 'PutObjectLockConfiguration',
    eventName: 'PutBucketObjectLockConfiguration',
    action: 's3:PutBucketObjectLockConfiguration',
    run: async ({ request }) => {
      const { Rule } = await readXml(request, { root: 'ObjectLockConfiguration', schema: body });
      const rule = Rule === undefined ? undefined : readRule(Rule.DefaultRetention);
      return (settings) => withObjectLock(settings, rule);
    },
  },
};

const readRule = ({ Mode: mode, Days: days, Years: years }: { Mode: 'GOVERNANCE' | 'COMPLIANCE'; Days?: number; Years?: number }) => {
  const rule = defaultRetention.safeParse({ mode, ...(days === undefined ? {} : { days }), ...(years === undefined ? {} : { years }) });
  if (!rule.success) throw malformedXml();
  return rule.data;
};

/** Object Lock can be switched on in a versioned bucket, and never off again. */
export const withObjectLock = (settings: BucketSettings, rule: DefaultRetention | undefined): BucketSettings => {
  if (settings.versioning !== 'Enabled') {
    throw new AwsError('InvalidBucketState', 409, "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
  }
  return { ...settings, objectLock: true, defaultRetention: rule };
};

const ruleElement = (rule: DefaultRetention | undefined): string => {
  if (rule === undefined) return '';
  const period = 'days' in rule ? xmlElement('Days', rule.days) : xmlElement('Years', rule.years);
  return group('Rule', group('DefaultRetention', xmlElement('Mode', rule.mode), period));
};
