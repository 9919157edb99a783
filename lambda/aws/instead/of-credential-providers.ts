import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands for @aws-sdk/credential-provider-node in the bundles: a function has its role's credentials in the environment and nowhere else, so
 * the chain of files, single sign-on and metadata services would only be dead weight, and places to look in that nobody wants.
 */
export const defaultProvider = () => fromEnv();
