/** A policy, or a request, that cannot be read. `where` names the policy and statement. */
export class PolicyError extends Error {
  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
    this.name = 'PolicyError';
  }
}
