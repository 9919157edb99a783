/** Where the auditor's store lies unless told otherwise. */
export const defaultStore = 'audit-store';
