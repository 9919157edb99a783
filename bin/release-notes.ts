/** The section of a changelog (Keep a Changelog) that speaks of a version; undefined where there is none. */
export function releaseNotes(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^(?=## )/m);
  return sections.find((section) => section.startsWith(`## [${version}]`))?.trim();
}
