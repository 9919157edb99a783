/** Style sheet of the audit pages. */
export const auditStyle = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1a2230, #e8e6df);
  --soft: light-dark(#4c5667, #b3b5b8);
  --paper: light-dark(#faf8f3, #14181f);
  --sheet: light-dark(#ffffff, #1c222c);
  --line: light-dark(#d5d0c3, #39414e);
  --edge: light-dark(#7d8593, #7f8896);
  --accent: light-dark(#14506b, #8cc7e2);
  --on-accent: light-dark(#ffffff, #0d1a22);
  --bad: light-dark(#9b1c1c, #ff9f94);
  --bad-paper: light-dark(#fbeaea, #3a1817);
  --good: light-dark(#1d6140, #86d6ab);
  --warn: light-dark(#7a4a00, #f0c274);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-inline-size: 100rem; margin-inline: auto; padding: 1.5rem 1rem; }
summary { cursor: pointer; padding-block: .6rem; font-weight: 600; color: var(--accent); }
summary span { margin-inline-end: .9em; }
h1, label, th { display: flex; flex-wrap: wrap; gap: .1rem .9rem; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; }
a { color: var(--accent); }
a > span, button > span, .due span { margin-inline-end: .5em; }
.note { display: grid; gap: .2rem 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); margin-block-end: .8rem; font-size: .9375rem; }
.note p { margin: 0; }
.due { color: var(--soft); }
form { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; padding: 1rem; margin-block: 1rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; }
form p { margin: 0; display: grid; gap: .25rem; }
form .check { display: flex; align-items: center; gap: .5rem; min-block-size: 2.75rem; }
.check input { inline-size: 1.4rem; block-size: 1.4rem; }
label { font-weight: 600; }
select, form p > input:not([type]) { min-block-size: 2.75rem; max-inline-size: 100%; padding: .3rem .6rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: .375rem; }
button { min-block-size: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 600; cursor: pointer; background: var(--accent); color: var(--on-accent); border: 1px solid var(--accent); border-radius: .375rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.scroll { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; }
table { border-collapse: collapse; inline-size: 100%; font-size: .875rem; }
.scroll table { min-inline-size: 64rem; }
th { text-align: start; font-size: .8125rem; color: var(--soft); }
thead th { display: table-cell; }
thead th span, .one th span { display: block; inline-size: fit-content; }
th, td { padding: .5rem .7rem; vertical-align: top; border-block-end: 1px solid var(--line); }
td { overflow-wrap: anywhere; min-inline-size: 7rem; }
td:first-child time { white-space: nowrap; }
td > span { margin-inline-end: .4em; }
td.recorded, td.delivered { color: var(--warn); }
td.digested { color: var(--good); }
small { color: var(--soft); }
.refused { background: var(--bad-paper); }
.refused td:nth-child(5) { color: var(--bad); }
time, td a bdi { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: .8125rem; }
.questions th { max-inline-size: 28rem; font-size: .9375rem; color: inherit; }
tbody .questions th, .questions tbody th { display: table-cell; }
.questions tbody th span { display: block; }
.questions form { padding: .4rem; margin: 0; border: 0; }
.count { display: inline-block; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .375rem; text-decoration: none; }
.bad { color: var(--bad); }
.one { background: var(--sheet); border: 1px solid var(--line); }
.one th { display: table-cell; inline-size: 14rem; }
pre { overflow-x: auto; padding: 1rem; font-size: .8125rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; }
.pages { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin-block: 1rem; }
.pages a { padding-block: .6rem; }
@media (forced-colors: active) { button, select, input { border-color: currentcolor; } }
`;
