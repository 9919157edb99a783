import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Construct } from 'constructs';
import type { ExchangeNames } from '../names.ts';

/**
 * The trail of the account in which `scope` stands: every Region, management events, every use of every drop box, every start of a function, reads of the log, with
 * signed digests, into the one archive. `kmsKeyId` is the archive's key, by ARN or by the ARN of its alias.
 */
export function accountTrail(scope: Construct, names: ExchangeNames, kmsKeyId: string): CfnTrail {
  const trail = new CfnTrail(scope, 'Trail', {
    trailName: names.trail,
    isLogging: true,
    isMultiRegionTrail: true,
    includeGlobalServiceEvents: true,
    enableLogFileValidation: true,
    s3BucketName: names.archiveBucket,
    kmsKeyId,
    advancedEventSelectors: eventSelectors(names),
  });
  trail.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return trail;
}

/** By prefix, not one value a country: a trail takes 500 values in all, and a new country must not change this stack. */
function eventSelectors(names: ExchangeNames): CfnTrail.AdvancedEventSelectorProperty[] {
  const objects = { field: 'resources.type', equalTo: ['AWS::S3::Object'] };
  return [
    { name: 'Management', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
    {
      name: 'Documents',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        objects,
        { field: 'resources.ARN', startsWith: [names.dropBoxArnPrefix] },
      ],
    },
    {
      // who starts a function by hand speaks with its rights: API Gateway and EventBridge start them otherwise
      name: 'Invocations',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::Lambda::Function'] },
      ],
    },
    {
      // reads only: CloudTrail's own deliveries would otherwise beget new ones
      name: 'ReadsOfTheLog',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        objects,
        { field: 'readOnly', equalTo: ['true'] },
        { field: 'resources.ARN', startsWith: [`arn:aws:s3:::${names.archiveBucket}/`] },
      ],
    },
  ];
}
