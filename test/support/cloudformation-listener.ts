import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A deployed stack as CloudFormation keeps it. */
export interface DeployedStack {
  readonly template: string;
  readonly status?: string;
  readonly protection?: boolean;
}

export interface CloudFormationListener {
  readonly origin: string;
  /** By stack name; tests change it. */
  readonly stacks: Map<string, DeployedStack>;
  /** What KMS answers about a key's policy, by the key's ARN: the document, or its error. Of other keys there is none. */
  readonly keyPolicies: Map<string, { readonly document: string; readonly grants?: readonly object[] } | { readonly error: string }>;
  readonly close: () => Promise<void>;
}

/** Answers GetTemplate, DescribeStacks, ListStacks (two a page) and GetCallerIdentity in the AWS Query protocol, and KMS's GetKeyPolicy and ListGrants, from what a test puts there. */
export async function listenAsCloudFormation(accountId: string): Promise<CloudFormationListener> {
  const stacks = new Map<string, DeployedStack>();
  const keyPolicies: CloudFormationListener['keyPolicies'] = new Map();
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString('utf8');
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target.startsWith('TrentService.')) {
      const found = keyPolicies.get(String(JSON.parse(body).KeyId)) ?? { error: 'NotFoundException' };
      response.writeHead('error' in found ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      return response.end(
        JSON.stringify(
          'error' in found
            ? { __type: found.error }
            : target.endsWith('.ListGrants')
              ? { Grants: found.grants ?? [] }
              : { Policy: found.document },
        ),
      );
    }
    const form = new URLSearchParams(body);
    const action = form.get('Action') ?? '';
    const name = form.get('StackName') ?? '';
    const found = stacks.get(name);
    if (action === 'GetCallerIdentity') return reply(response, 200, wrapped(action, `<Account>${accountId}</Account>`));
    if (action === 'ListStacks') return reply(response, 200, wrapped(action, page([...stacks], Number(form.get('NextToken') ?? 0))));
    if (!found) {
      return reply(
        response,
        400,
        `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`,
      );
    }
    if (action === 'DescribeStacks')
      return reply(response, 200, wrapped(action, `<Stacks><member>${described(name, found)}</member></Stacks>`));
    if (action === 'GetTemplate' && form.get('TemplateStage') === 'Original') {
      return reply(response, 200, wrapped(action, `<TemplateBody>${escaped(found.template)}</TemplateBody>`));
    }
    return reply(response, 501, '<ErrorResponse><Error><Code>NotImplemented</Code><Message>no</Message></Error></ErrorResponse>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: AddressInfo = Object(server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    stacks,
    keyPolicies,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const pageSize = 2;

function page(stacks: readonly (readonly [string, DeployedStack])[], from: number): string {
  const members = stacks.slice(from, from + pageSize).map(([name, stack]) => `<member>${described(name, stack)}</member>`);
  const next = from + pageSize < stacks.length ? `<NextToken>${from + pageSize}</NextToken>` : '';
  return `<StackSummaries>${members.join('')}</StackSummaries>${next}`;
}

function described(name: string, { status = 'UPDATE_COMPLETE', protection }: DeployedStack): string {
  const protectedOr = protection === undefined ? '' : `<EnableTerminationProtection>${protection}</EnableTerminationProtection>`;
  return `<StackName>${name}</StackName><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>${protectedOr}`;
}

function wrapped(action: string, result: string): string {
  return `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
}

function reply(
  response: { writeHead: (status: number, headers: Record<string, string>) => unknown; end: (body: string) => unknown },
  status: number,
  body: string,
): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(body);
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
