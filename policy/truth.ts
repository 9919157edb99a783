/** What a policy says of a request. `unknown` must help no Allow and hinder no Deny. */
export type Truth = boolean | 'unknown';

export function any(truths: readonly Truth[]): Truth {
  return truths.includes(true) || (truths.includes('unknown') && 'unknown');
}

export function all(truths: readonly Truth[]): Truth {
  return !truths.includes(false) && (truths.includes('unknown') ? 'unknown' : true);
}

/** As `all`, of two. */
export function both(one: Truth, other: Truth): Truth {
  return one === true || other === false ? other : one;
}

export function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth;
}
