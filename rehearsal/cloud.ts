import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Policy, RequestPrincipal } from '../policy/model.ts';

/** What every service of the embedded cloud is given. One object per rehearsal. */
export interface Cloud {
  readonly accountId: string;
  readonly region: string;
  /** Further Regions, in which buckets and keys stand and nothing else. @default none */
  readonly otherRegions?: readonly string[];
  /** Folder of this rehearsal's state; each service writes below a folder named after it. */
  readonly stateDir: string;
  readonly now: () => Date;
  /** `http://127.0.0.1:PORT` at which all AWS services answer. Known once the listener is up, before anything is provisioned. */
  readonly endpoint: () => string;
  /** `http://127.0.0.1:PORT` of the web side: portal, mail page, identity providers, HTTP APIs. */
  readonly webOrigin: () => string;
  readonly access: Access;
  readonly trail: TrailRecorder;
  readonly events: EventSink;
  readonly keys: KeyService;
  /** Says something to the person at the terminal. */
  readonly report: (line: string) => void;
}

/** One AWS service. `handle` serves requests whose credential scope names it; the caller is already authenticated. */
export interface EmbeddedService {
  /** Credential scope names: `s3`, `kms`, `sts`, `dynamodb`, `events`, `lambda`, `ses`, `sqs`, `cloudtrail`, `iam`. */
  readonly scopes: readonly string[];
  readonly handle: (call: AwsCall) => Promise<void>;
  /** Added to a refusal that the listener answers before the service sees the request: CORS. @default none */
  readonly refusalHeaders?: (request: IncomingMessage) => Readonly<Record<string, string>>;
  /** CloudFormation resource types that this service provisions. */
  readonly resourceTypes: Readonly<Record<string, Provision>>;
  /** Resource types of which it can also take a resource away. @default none */
  readonly removals?: Readonly<Record<string, Remove>>;
  /** Reads its state from disk; called once, before provisioning. */
  readonly open: () => Promise<void>;
  /** Ends timers, workers and files; what was acknowledged is on disk. */
  readonly close: () => Promise<void>;
}

/**
 * Makes or updates one resource from properties whose intrinsics are resolved. Idempotent: the same stack and logical id give the
 * same physical resource after a restart. Throws on a property that it does not know, so that nothing is dropped in silence.
 */
export type Provision = (resource: TemplateResource) => Promise<ProvisionedResource>;

/** Takes away a resource that its stack has given up. Throws where AWS refuses: a bucket that is not empty, a table that is protected. */
export type Remove = (resource: TemplateResource & ProvisionedResource) => Promise<void>;

export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Of its stack. @default the cloud's own */
  readonly region?: string;
}

/** `ref` answers Ref, `attributes` answer Fn::GetAtt. */
export interface ProvisionedResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An authenticated request to an AWS service. The signature is verified; the body is not yet read. */
export interface AwsCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly url: URL;
  readonly caller: Caller;
  readonly signature: Signature;
  /** For which it was signed. @default the cloud's own */
  readonly region?: string;
}

/** Who calls. Policies see `principal`; CloudTrail sees all of it. */
export interface Caller {
  readonly principal: RequestPrincipal;
  readonly accessKeyId?: string;
  /** Present for role sessions. */
  readonly session?: RoleSession;
  /** Policies attached to the user or role itself. */
  readonly identityPolicies: readonly Policy[];
  /** Permissions boundary of the user or role. */
  readonly boundary?: Policy;
  /** For a service principal: the resource in whose name the service calls (`aws:SourceArn`, and `aws:SourceAccount` from it). */
  readonly sourceArn?: string;
  /** `aws:userid`: `AIDA...` or `AROA...:session-name`. */
  readonly userId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

export interface RoleSession {
  readonly roleArn: string;
  readonly roleName: string;
  readonly roleId: string;
  readonly name: string;
  readonly sourceIdentity?: string;
  /** Session tags laid over the tags of the role. */
  readonly tags: Readonly<Record<string, string>>;
  /** Keys of session tags that a chained session keeps. */
  readonly transitiveTagKeys?: readonly string[];
  readonly policies: readonly Policy[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** How a request was signed, as S3 policies see it. */
export type Signature =
  | { readonly kind: 'header'; readonly signedHeaders: readonly string[]; readonly payload: PayloadSigning; readonly signedAt: Date }
  | { readonly kind: 'query'; readonly signedHeaders: readonly string[]; readonly signedAt: Date; readonly expiresAt: Date }
  | { readonly kind: 'none' };

/** `x-amz-content-sha256`: a hash that the body must have, or unsigned, or aws-chunked with chunk signatures or a trailer. */
export type PayloadSigning =
  | { readonly kind: 'sha256'; readonly hex: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'unsigned-trailer' }
  | {
      readonly kind: 'chunked';
      readonly trailer: boolean;
      readonly seedSignature: string;
      readonly signingKey: Uint8Array;
      readonly scope: string;
      readonly timestamp: string;
    };

export interface Access {
  /**
   * Throws AwsError AccessDenied unless every policy in force allows the request. Adds the global keys by itself (aws:PrincipalArn,
   * aws:PrincipalAccount, aws:PrincipalIsAWSService, aws:userid, aws:SourceIdentity, aws:PrincipalTag/x, aws:SecureTransport,
   * aws:SourceIp, aws:CurrentTime, aws:TokenIssueTime, aws:RequestedRegion, aws:CalledVia...). The loopback listener counts as TLS.
   */
  readonly require: (question: AccessQuestion) => void;
}

export interface AccessQuestion {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly resourcePolicy?: Policy;
  readonly resourcePolicyRules?: 'alone-or-with-identity' | 'must-allow';
}

/** What S3 asks of KMS, in the name of the caller. */
export interface KeyService {
  readonly generateDataKey: (
    use: KeyUse,
  ) => Promise<{ readonly keyArn: string; readonly plaintext: Uint8Array; readonly ciphertext: Uint8Array }>;
  readonly decrypt: (
    use: KeyUse & { readonly ciphertext: Uint8Array },
  ) => Promise<{ readonly keyArn: string; readonly plaintext: Uint8Array }>;
  readonly encrypt: (
    use: KeyUse & { readonly plaintext: Uint8Array },
  ) => Promise<{ readonly keyArn: string; readonly ciphertext: Uint8Array }>;
}

export interface KeyUse {
  readonly caller: Caller;
  /** Key id, key ARN, alias name or alias ARN. */
  readonly keyId: string;
  readonly encryptionContext: Readonly<Record<string, string>>;
  /** `s3` when S3 asks: becomes kms:ViaService `s3.REGION.amazonaws.com` and the invokedBy of the CloudTrail event. */
  readonly via?: string;
}

/** Writes CloudTrail records; filters by the trail's event selectors itself. The record survives a killed process once this resolves. */
export interface TrailRecorder {
  readonly record: (event: TrailEvent) => Promise<void>;
}

export interface TrailEvent {
  readonly caller: Caller;
  readonly eventSource: string;
  readonly eventName: string;
  readonly category: 'Management' | 'Data';
  readonly readOnly: boolean;
  readonly requestId: string;
  /** In which it happened. @default the cloud's own */
  readonly region?: string;
  readonly requestParameters?: Readonly<Record<string, unknown>>;
  readonly responseElements?: Readonly<Record<string, unknown>>;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly { readonly type: string; readonly ARN: string; readonly accountId?: string }[];
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Service that called in the caller's name: `s3.amazonaws.com`. */
  readonly invokedBy?: string;
}

/** EventBridge's default bus. The event is on disk once this resolves, and is delivered at least once, also after a restart. */
export interface EventSink {
  readonly put: (event: BusEvent) => Promise<void>;
}

export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An error in AWS's own terms; each service writes it in its own protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}
