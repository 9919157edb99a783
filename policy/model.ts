/** The part of the IAM policy language that the exchange's templates use. Anything else is refused by `parsePolicy`, never ignored. */

/** A parsed policy document. `name` says where it stands ("EG-Vault/ReaderRole inline Read"), for reasons shown to people. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** Sid, or its position in the document ("#0"). */
  readonly id: string;
  readonly effect: 'Allow' | 'Deny';
  /** Absent in identity and session policies, present in resource policies. */
  readonly principals?: PrincipalMatch;
  readonly actions: ActionMatch;
  /** Absent in trust policies, which speak of the role itself. */
  readonly resources?: ResourceMatch;
  readonly conditions: readonly Condition[];
}

export type ActionMatch = { readonly kind: 'in' | 'notIn'; readonly patterns: readonly string[] };
export type ResourceMatch = { readonly kind: 'in' | 'notIn'; readonly patterns: readonly string[] };

export type PrincipalMatch = {
  readonly kind: 'in' | 'notIn';
  /** `*`, account roots (`arn:aws:iam::111122223333:root` or the bare account id), role, user and session ARNs. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
};

export interface Condition {
  /** As written, without `IfExists` and without a set qualifier: `StringEquals`, `ArnLike`, `Null`, ... */
  readonly operator: string;
  readonly qualifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** Who makes a request, as policies see it. */
export type RequestPrincipal =
  | { readonly kind: 'user'; readonly accountId: string; readonly arn: string }
  | { readonly kind: 'session'; readonly accountId: string; readonly roleArn: string; readonly arn: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'anonymous' };

/** One request. Keys of `context` are compared without regard to case; a key that is absent from the request is absent here. */
export interface AccessRequest {
  readonly principal: RequestPrincipal;
  /** `s3:PutObject` */
  readonly action: string;
  /** ARN of the one resource, or `*` for actions that name none. */
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Every policy that bears on a request. */
export interface PoliciesInForce {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** Passed to AssumeRole; empty means that the session has none. */
  readonly session: readonly Policy[];
  readonly resource?: Policy;
  /**
   * Keys and role trusts: without an Allow in the resource's own policy nothing is allowed, whatever identity policies say;
   * identity policies count only where that policy delegates to the account root.
   */
  readonly resourcePolicyRules: 'alone-or-with-identity' | 'must-allow';
}

export interface Decision {
  readonly allowed: boolean;
  readonly reason:
    | 'Allowed'
    | 'ExplicitDeny'
    | 'NotAllowedByResource'
    | 'NotAllowedByIdentity'
    | 'NotAllowedBySession'
    | 'NotAllowedByBoundary';
  /** Names of the statements that decided: "policy name/Sid". */
  readonly statements: readonly string[];
}
