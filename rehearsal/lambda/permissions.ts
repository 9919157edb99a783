import * as z from 'zod';
import { AwsError, type ProvisionedResource, type TemplateResource } from '../cloud.ts';

const permission = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.enum(['apigateway.amazonaws.com', 'events.amazonaws.com']),
  SourceArn: z.string(),
  SourceAccount: z.string().optional(),
});

/** Who may invoke which function: the functions' own policies. */
export class Permissions {
  private readonly granted = new Map<string, z.infer<typeof permission>>();

  provision({ stack, logicalId, properties }: TemplateResource): ProvisionedResource {
    this.granted.set(`${stack}/${logicalId}`, permission.parse(properties));
    return { ref: logicalId, attributes: { Id: logicalId } };
  }

  remove({ stack, logicalId }: TemplateResource): void {
    this.granted.delete(`${stack}/${logicalId}`);
  }

  /** Throws AccessDeniedException unless a permission names the service and a source that fits. */
  require({ service, sourceArn }: { readonly service: string; readonly sourceArn: string }, functionArn: string, accountId: string): void {
    const found = [...this.granted.values()].some(
      (one) =>
        (one.FunctionName === functionArn || functionArn.endsWith(`:function:${one.FunctionName}`)) &&
        one.Principal === service &&
        (one.SourceAccount === undefined || one.SourceAccount === accountId) &&
        fits(one.SourceArn, sourceArn),
    );
    if (!found) throw new AwsError('AccessDeniedException', 403, `${service} has no permission to invoke ${functionArn} from ${sourceArn}`);
  }
}

function fits(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(arn);
}
