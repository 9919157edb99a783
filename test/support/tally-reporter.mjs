/** Closes the run with one plain line that any reader of logs understands. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests;
    // jest's own summary goes to the error stream at this very moment; the tally must stand after it
    process.once('exit', () => console.log(`${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`));
  }
}
