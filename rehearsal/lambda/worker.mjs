// Runs one function's bundle inside a worker thread: one invocation at a time, as Lambda does in one execution environment.
import { parentPort, workerData } from 'node:worker_threads';

const { moduleUrl, exportName } = workerData;
let handler;

// as Lambda's Node.js runtime: what nobody caught is told, and ends the environment
process.on('uncaughtException', (error) => die(describe(error), 129));
process.on('unhandledRejection', (reason) => {
  const { errorType, errorMessage, trace } = describe(reason);
  die({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: `${errorType}: ${errorMessage}`, trace }, 128);
});

try {
  ({ [exportName]: handler } = await import(moduleUrl));
  if (typeof handler !== 'function') throw new Error(`${exportName} is not exported by the bundle`);
  parentPort.postMessage({ kind: 'ready' });
} catch (error) {
  parentPort.postMessage({ kind: 'broken', error: describe(error) });
}

parentPort.on('message', async ({ event, context, deadline }) => {
  try {
    const result = await handler(event, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() });
    parentPort.postMessage({ kind: 'result', payload: JSON.stringify(result ?? null) });
  } catch (error) {
    parentPort.postMessage({ kind: 'error', error: describe(error) });
  }
});

function die(error, code) {
  parentPort.postMessage({ kind: 'error', error });
  process.exit(code);
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
