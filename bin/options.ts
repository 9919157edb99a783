/** What `parseArgs` reads behind the name of a program of this repository. Where it cannot, `refuse` is told why, in one sentence. */
export function optionsOf<Values>(read: () => { readonly values: Values }, refuse: (sentence: string) => never): Values {
  try {
    return read().values;
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'))) throw error;
    return refuse(error.message.replaceAll('\n', ' '));
  }
}
