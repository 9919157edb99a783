import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import type { RequestPrincipal } from '../../policy/model.ts';
import type { Case } from './generate.ts';

/**
 * What `@cloud-copilot/iam-simulate` says. It drops kms:EncryptionContext:... from the context, so those keys go to it under another name.
 * Throws where it did not understand the question.
 */
export async function oracleAllows(asked: Case): Promise<boolean> {
  const { request, identity, boundary, session, resource } = translated(asked);
  const named = (policy: unknown, index: number) => ({ name: `p${index}`, policy });
  const result = await runSimulation(
    {
      request: {
        principal: principalOf(request.principal),
        action: request.action,
        resource: { resource: request.resource, accountId: request.resourceAccountId },
        contextVariables: contextOf(request.context),
      },
      identityPolicies: identity.map(named),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(boundary && { permissionBoundaryPolicies: [named(boundary, 0)] }),
      ...(session && { sessionPolicy: session }),
      ...(resource && { resourcePolicy: resource }),
    },
    {},
  );
  if (result.resultType !== 'single') throw new Error(`the oracle refuses ${JSON.stringify(result)} ${JSON.stringify(asked)}`);
  if (result.result.ignoredContextKeys?.length)
    throw new Error(`the oracle ignores ${result.result.ignoredContextKeys.join()} of ${request.action}`);
  return result.overallResult === 'Allowed';
}

function translated(asked: Case): Case {
  return JSON.parse(
    JSON.stringify(asked)
      .replaceAll('"kms:EncryptionContext:', '"aws:PrincipalTag/EncryptionContext-')
      .replaceAll('"kms:encryptioncontext:', '"aws:principaltag/encryptioncontext-'),
  );
}

function principalOf(principal: RequestPrincipal) {
  if (principal.kind === 'anonymous') return anonymousPrincipal;
  return principal.kind === 'service' ? principal.service : principal.arn;
}

function contextOf(context: Case['request']['context']): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]));
}
