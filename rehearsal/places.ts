import type { StackOutputs } from './assembly/deploy.ts';

/** What the templates tell a person by their outputs. Output names are the contract: nothing else of the templates is known here. */
export interface Places {
  readonly countries: Readonly<Record<string, CountryPlace>>;
  readonly directoryUrl: string;
  readonly publishFunction: string;
  readonly trailArn: string;
  readonly archiveBucket: string;
  readonly auditorRoleArn: string;
}

export interface CountryPlace {
  readonly desk: string;
  readonly issuer: string;
  /** Of a country with a provider of its own: the client and scope that this provider knows. */
  readonly signIn: { readonly userPoolId: string } | { readonly clientId: string; readonly scope: string };
  readonly dropBox: string;
  readonly custodianRoleArn: string;
  readonly reconcilerRoleArn: string;
  /** While somebody may read the country's copy. */
  readonly copyReaderRoleArn?: string;
}

/** Throws with the name of an output that no stack, or for a country not both of its stacks, gives. */
export function placesOf(outputs: StackOutputs): Places {
  const all = Object.values(outputs);
  const codes = [...new Set(all.flatMap((stack) => stack.Country ?? []))].sort();
  return {
    countries: Object.fromEntries(codes.map((code) => [code, countryPlace(all, code)])),
    directoryUrl: one(all, 'DirectoryUrl'),
    publishFunction: one(all, 'PublishFunctionName'),
    trailArn: one(all, 'TrailArn'),
    archiveBucket: one(all, 'ArchiveBucketName'),
    auditorRoleArn: one(all, 'AuditorRoleArn'),
  };
}

type Outputs = readonly Readonly<Record<string, string>>[];

function countryPlace(all: Outputs, code: string): CountryPlace {
  const stacks = all.filter(({ Country }) => Country === code);
  const copyReaderRoleArn = all.find(({ CopyOf }) => CopyOf === code)?.CopyReaderRoleArn;
  return {
    ...(copyReaderRoleArn !== undefined && { copyReaderRoleArn }),
    desk: one(stacks, 'DeskUrl'),
    issuer: one(stacks, 'Issuer'),
    signIn: signInOf(stacks),
    dropBox: one(stacks, 'DropBoxName'),
    custodianRoleArn: one(stacks, 'CustodianRoleArn'),
    reconcilerRoleArn: one(stacks, 'ReconcilerRoleArn'),
  };
}

function signInOf(stacks: Outputs): CountryPlace['signIn'] {
  if (stacks.some(({ UserPoolId }) => UserPoolId !== undefined)) return { userPoolId: one(stacks, 'UserPoolId') };
  return { clientId: one(stacks, 'SignInClientId'), scope: one(stacks, 'SignInScope') };
}

function one(stacks: Outputs, name: string): string {
  const [value, ...others] = stacks.flatMap((stack) => stack[name] ?? []);
  if (value === undefined || others.length > 0)
    throw new Error(`the output ${name} was wanted once, got ${others.length + (value ? 1 : 0)} times`);
  return value;
}
