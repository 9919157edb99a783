import type { Cloud, ProvisionedResource, TemplateResource } from '../cloud.ts';

/**
 * The function that CDK adds to a stack to copy files into a bucket (aws-cdk-lib.aws_s3_deployment): Python, with the AWS CLI as a layer. A
 * rehearsal does not run it, and carries out what it would be asked itself.
 */
export function isDeploymentFunction({ logicalId, properties }: TemplateResource): boolean {
  return logicalId.startsWith('CustomCDKBucketDeployment') && String(properties.Runtime).startsWith('python');
}

export function declaredFunction(
  { logicalId }: TemplateResource,
  { region, accountId }: Pick<Cloud, 'region' | 'accountId'>,
): ProvisionedResource {
  return { ref: logicalId, attributes: { Arn: `arn:aws:lambda:${region}:${accountId}:function:${logicalId}` } };
}
