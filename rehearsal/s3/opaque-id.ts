import { randomBytes } from 'node:crypto';

/** Letters, digits, `-` and `_`; never beginning with `-`, which command lines would take for an option. */
export const newOpaqueId = (bytes: number): string => {
  const id = randomBytes(bytes).toString('base64url');
  return id.startsWith('-') ? newOpaqueId(bytes) : id;
};
