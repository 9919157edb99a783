/** Style sheet of the sign-in page: light and dark, down to 320 pixels, and without colours of its own where the reader forces theirs. */
export const signInStyle = `:root {
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
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { display: grid; gap: 1.25rem; max-inline-size: 56rem; margin-inline: auto; padding: clamp(1rem, 4vw, 3rem) 1rem; }
h1, h2, p { margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.15rem; }
section > p, .pool, .secret { color: var(--soft); }
.by-hand, section { display: grid; gap: 1rem; align-content: start; padding: 1.25rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .5rem; }
.by-hand p { display: grid; gap: .3rem; }
label { font-weight: 600; }
input { inline-size: 100%; min-block-size: 2.75rem; padding: .4rem .7rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: .375rem; }
button { inline-size: 100%; min-block-size: 2.75rem; padding: .55rem .9rem; font: inherit; font-weight: 600; cursor: pointer; border: 1px solid var(--accent); border-radius: .375rem; }
.by-hand button { background: var(--accent); color: var(--on-accent); }
li button { display: flex; flex-wrap: wrap; gap: .1rem .6rem; justify-content: space-between; align-items: baseline; text-align: start; background: transparent; color: var(--accent); }
li button:hover { background: var(--accent); color: var(--on-accent); }
.as { font-weight: 400; }
.who, code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
ul { display: grid; gap: .9rem; margin: 0; padding: 0; list-style: none; }
li form { display: grid; gap: .25rem; }
.secret { display: flex; flex-wrap: wrap; gap: .1rem .5rem; font-size: .875rem; }
.problem { padding: .75rem 1rem; color: var(--bad); background: var(--bad-paper); border: 1px solid; border-radius: .375rem; font-weight: 600; }
.three h2 span, .three section > p span, .three .problem span { display: block; }
.three :is(h1, label, button, .secret, .secret > span, .as) { display: flex; flex-wrap: wrap; gap: .1rem .9rem; }
.three .by-hand button { justify-content: center; }
@media (min-width: 46rem) {
  main { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); align-items: start; }
  header, .problem { grid-column: 1 / -1; }
}
@media (forced-colors: active) { button, input { border-color: currentcolor; } }
`;
