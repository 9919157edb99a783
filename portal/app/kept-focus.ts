/**
 * Where the control that has the focus goes away with a change of the page, the nearest thing around it that is still there takes the focus:
 * keyboard and screen reader go on from there instead of from the top. Pages and forms that take the focus themselves come first.
 */
export function keepFocus(): void {
  let around: readonly EventTarget[] = [];
  addEventListener('focusin', (event) => {
    around = event.composedPath();
  });
  addEventListener('focusout', ({ target }) => {
    // whoever clicked beside everything left it of their own will; what is being taken out of the page is still in it at this moment
    queueMicrotask(() => {
      if (isThere(target) && document.activeElement === document.body) around = [];
    });
  });
  new MutationObserver(() => {
    const [last] = around;
    if (document.activeElement !== document.body || !last || isThere(last)) return;
    const lost = around;
    setTimeout(() => {
      if (document.activeElement !== document.body || around !== lost) return;
      const next = lost.find((one) => one instanceof HTMLElement && isThere(one) && /^(?:SECTION|FORM|LI|ARTICLE|MAIN)$/.test(one.tagName));
      if (next instanceof HTMLElement) take(next);
    }, 50);
  }).observe(document.body, { childList: true, subtree: true });
}

function isThere(target: EventTarget | null): boolean {
  return target instanceof Node && target.isConnected;
}

function take(place: HTMLElement): void {
  if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}
