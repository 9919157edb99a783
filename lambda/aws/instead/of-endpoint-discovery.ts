/** Stands for @aws-sdk/middleware-endpoint-discovery in the bundles: no operation that a desk uses discovers endpoints. */
export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};

export function getEndpointDiscoveryPlugin(): never {
  throw new Error('endpoint discovery is not part of this bundle');
}
