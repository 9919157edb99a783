import { SignatureV4 } from '@smithy/signature-v4';

/** Stands for @aws-sdk/signature-v4-multi-region in the bundles: a desk signs for one Region, with Signature Version 4 as it is. */
export class SignatureV4MultiRegion extends SignatureV4 {
  static sigv4aDependency(): 'none' {
    return 'none';
  }
}

/** S3 Express sessions, which a desk has none of. */
export class SignatureV4SignWithCredentials extends SignatureV4 {}
