/**
 * Loads oidc-provider without its word about Node 20, which is the oldest version that this project runs and tests on. Everything else that it
 * has to say is passed on.
 */
export async function loadProvider() {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words);
  };
  try {
    return (await import('oidc-provider')).default;
  } finally {
    console.warn = warn;
  }
}
