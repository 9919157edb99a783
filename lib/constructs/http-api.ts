import { Stack } from 'aws-cdk-lib';
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface HttpApiProps {
  readonly name: string;
  readonly description: string;
  /** @default - no browser of another origin may call it */
  readonly allowedOrigin?: string;
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
}

/** Whose access tokens open the home door. */
export interface HomeDoor {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

/** An HTTP API in front of functions, with a rate limit; routes behind the home door ask for a token of the country's own issuer. */
export class HttpApi extends Construct {
  readonly url: string;
  readonly apiId: string;
  private readonly api: CfnApi;
  private readonly integrations = new Map<IFunction, CfnIntegration>();

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    this.api = new CfnApi(this, 'Api', {
      name: props.name,
      description: props.description,
      protocolType: 'HTTP',
      ...(props.allowedOrigin && { corsConfiguration: cors(props.allowedOrigin) }),
    });
    new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: props.throttle.ratePerSecond, throttlingBurstLimit: props.throttle.burst },
    });
    this.url = this.api.attrApiEndpoint;
    this.apiId = this.api.ref;
  }

  /** Makes an authorizer for a country's own issuer. */
  homeDoor(door: HomeDoor): Authorization {
    const authorizer = new CfnAuthorizer(this, 'HomeDoor', {
      apiId: this.api.ref,
      name: 'home-door',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: door.issuer, audience: [door.clientId] },
    });
    return { authorizationType: 'JWT', authorizerId: authorizer.ref, authorizationScopes: [door.scope] };
  }

  /** `routeKey` is method and path: `POST /deposits`. */
  route(routeKey: string, target: IFunction, authorization: Authorization = { authorizationType: 'NONE' }): void {
    new CfnRoute(this, routeKey.replace(/[^A-Za-z]+/g, '-'), {
      apiId: this.api.ref,
      routeKey,
      target: `integrations/${this.integrationOf(target).ref}`,
      ...authorization,
    });
  }

  private integrationOf(target: IFunction): CfnIntegration {
    const known = this.integrations.get(target);
    if (known) return known;
    const integration = new CfnIntegration(this, `To${target.node.scope?.node.id}`, {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: target.functionArn,
      payloadFormatVersion: '2.0',
    });
    const { region, account } = Stack.of(this);
    new CfnPermission(this, `May${target.node.scope?.node.id}`, {
      action: 'lambda:InvokeFunction',
      functionName: target.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:aws:execute-api:${region}:${account}:${this.api.ref}/*`,
    });
    this.integrations.set(target, integration);
    return integration;
  }
}

export type Authorization =
  | { readonly authorizationType: 'NONE' }
  | { readonly authorizationType: 'JWT'; readonly authorizerId: string; readonly authorizationScopes: string[] };

function cors(origin: string): CfnApi.CorsProperty {
  return {
    allowOrigins: [origin],
    allowMethods: ['GET', 'POST', 'PUT'],
    allowHeaders: ['authorization', 'content-type', 'liaison-assertion'],
    maxAge: 600,
  };
}
