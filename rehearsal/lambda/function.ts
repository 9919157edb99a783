import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountBounds, Warm } from './account-bounds.ts';
import type { FunctionDefinition } from './definition.ts';
import { ExecutionEnvironment, type InvocationOutcome } from './environment.ts';

/** Credentials of an execution role's session. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface FunctionProps {
  readonly definition: FunctionDefinition;
  readonly region: string;
  readonly endpoint: () => string;
  readonly credentials: () => Promise<RoleCredentials>;
  readonly log: (text: string) => void;
  readonly account: AccountBounds;
  /** Most execution environments at once. @default 4 */
  readonly concurrency?: number;
}

/** An environment that nobody used for this long is ended, to keep the process small. */
const idleMs = 10 * 60_000;
/** Credentials are renewed this long before they end. */
const renewalMs = 5 * 60_000;

/** One function with its warm execution environments, each serving one invocation at a time. */
export class EmbeddedFunction {
  private readonly props: FunctionProps;
  private readonly serving = new Set<ExecutionEnvironment>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;
  private isOver = false;

  constructor(props: FunctionProps) {
    this.props = props;
  }

  get definition(): FunctionDefinition {
    return this.props.definition;
  }

  /** Throws TooManyRequestsException where the account runs as many invocations as it may. */
  async invoke(event: unknown): Promise<InvocationOutcome> {
    await this.place();
    try {
      if (this.isOver) return over;
      return await this.props.account.run(() => this.invokeNow(event));
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }

  endIdle(olderThanMs = idleMs): Promise<void> {
    return this.props.account.endKept(this, Date.now() - olderThanMs);
  }

  /**
   * Ends every environment: what is under way ends with an error, and what waits for a place or comes later never begins. Resolves when
   * nothing of it is left that could still say something.
   */
  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all([...this.serving].map((environment) => environment.end()));
    while (this.running > 0) await new Promise((resolve) => setImmediate(resolve));
    await this.endIdle(0);
  }

  private async invokeNow(event: unknown): Promise<InvocationOutcome> {
    const { account, log } = this.props;
    const warm = account.take(this, Date.now() + renewalMs) ?? (await this.start());
    const outcome = await this.serve(warm.environment, event);
    if (warm.environment.usable) account.keep(this, { ...warm, idleSince: Date.now() });
    if (!outcome.ok) log(`${JSON.stringify({ level: 'ERROR', ...outcome.error })}\n`);
    return outcome;
  }

  private async serve(environment: ExecutionEnvironment, event: unknown): Promise<InvocationOutcome> {
    if (this.isOver) {
      // its credentials were still on their way when the end came
      await environment.end();
      return over;
    }
    this.serving.add(environment);
    try {
      return await environment.invoke({ event, context: this.context(), timeoutMs: this.definition.timeoutSeconds * 1000 });
    } finally {
      this.serving.delete(environment);
    }
  }

  private async place(): Promise<void> {
    while (this.running >= (this.props.concurrency ?? 4)) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.running += 1;
  }

  private async start(): Promise<Warm> {
    const credentials = await this.props.credentials();
    const { definition } = this.props;
    const environment = new ExecutionEnvironment({
      modulePath: bundleIn(definition.codeFolder),
      exportName: definition.handler.split('.')[1] ?? 'handler',
      memorySizeMb: definition.memorySizeMb,
      log: this.props.log,
      variables: {
        ...definition.environment,
        AWS_REGION: this.props.region,
        AWS_DEFAULT_REGION: this.props.region,
        AWS_LAMBDA_FUNCTION_NAME: definition.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySizeMb),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
        AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
        AWS_ENDPOINT_URL: this.props.endpoint(),
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        TZ: ':UTC',
      },
    });
    return { environment, expiresAtMs: credentials.expiration.getTime(), idleSince: Date.now() };
  }

  private context() {
    const { name, arn, memorySizeMb, logGroup } = this.definition;
    return {
      awsRequestId: randomUUID(),
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(memorySizeMb),
      logGroupName: logGroup,
      logStreamName: 'rehearsal',
    };
  }
}

const over: InvocationOutcome = {
  ok: false,
  error: { errorType: 'Runtime.ExitError', errorMessage: 'The rehearsal is being stopped.', trace: [] },
};

function bundleIn(folder: string): string {
  const found = ['index.mjs', 'index.js', 'index.cjs'].map((name) => join(folder, name)).find((file) => existsSync(file));
  if (!found) throw new Error(`${folder} holds no index.mjs or index.js`);
  return found;
}
