/**
 * What the rehearsal's operator may do: everything in S3 as far as the operator's own policy goes, which shows that drop boxes and archive
 * refuse even that; looking at the trail and, where its policy lets the account, at a key; publishing the directory. Nothing on functions, policies,
 * registers or accounts.
 */
export function operatorPolicies({ accountId, region }: { readonly accountId: string; readonly region: string }, publishFunction: string) {
  const document = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'EverythingInS3', Effect: 'Allow', Action: 's3:*', Resource: '*' },
      {
        Sid: 'LookAtTheTrail',
        Effect: 'Allow',
        Action: [
          'cloudtrail:DescribeTrails',
          'cloudtrail:GetTrail',
          'cloudtrail:GetTrailStatus',
          'cloudtrail:ListPublicKeys',
          'cloudtrail:LookupEvents',
        ],
        Resource: '*',
      },
      { Sid: 'LookAtKeys', Effect: 'Allow', Action: ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'], Resource: '*' },
      {
        Sid: 'PublishTheDirectory',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: `arn:aws:lambda:${region}:${accountId}:function:${publishFunction}`,
      },
    ],
  };
  return [{ name: 'operator', document }];
}
