/** Where an alarm sends people: a section of a runbook, below the address of all. */
export function runbookLink(section: string, runbooksUrl = 'docs/runbooks'): string {
  return `Runbook: ${runbooksUrl.replace(/\/+$/, '')}/${section}`;
}
