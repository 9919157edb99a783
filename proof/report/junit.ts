import type { Proof } from '../proof.ts';
import { breachText, verdictsOf } from './verdicts.ts';

/** The proof as a JUnit report, one test case a sentence (format: the schema that Jenkins and GitLab read). */
export function junitReport(proof: Proof): string {
  const verdicts = verdictsOf(proof);
  const cases = verdicts.map(({ id, chapter, holds, breaches }) => {
    const failure = holds ? '' : `<failure message="${escaped(id)}">${escaped(breaches.map(breachText).join('\n'))}</failure>`;
    return `    <testcase classname="proof.${chapter}" name="${escaped(id)}">${failure}</testcase>`;
  });
  const failed = verdicts.filter(({ holds }) => !holds).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${cases.length}" failures="${failed}">`,
    `  <testsuite name="isolation" tests="${cases.length}" failures="${failed}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
