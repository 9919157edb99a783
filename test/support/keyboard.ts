import type { Page } from 'playwright-core';

/** A person without a mouse. Every press must leave the focus somewhere, and where a person sees it. */
export interface Keyboard {
  /** Tab until what matches has the focus. */
  readonly to: (selector: string) => Promise<void>;
  readonly press: (key: string) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  /** Throws unless something within `selector` has the focus, at once or as soon as the page has moved on. */
  readonly isIn: (selector: string) => Promise<void>;
}

export function keyboardOf(page: Page): Keyboard {
  const to = async (selector: string): Promise<void> => {
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press('Tab');
      const hidden = await page.evaluate(hiddenFocus);
      if (hidden !== undefined) throw new Error(`the focus cannot be seen: ${hidden}`);
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    }
    throw new Error(`Tab does not lead to ${selector}`);
  };
  return {
    to,
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    isIn: async (selector) => {
      await page.waitForFunction((wanted) => Boolean(document.activeElement?.closest(wanted)), selector, { timeout: 20_000 });
    },
  };
}

/** What has the focus and shows none; the document itself counts, as when Tab leads from the last control to the browser's own. */
function hiddenFocus(): string | undefined {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return undefined;
  // the native file input lies under a label that shows its focus
  const shown = focused.matches('input[type=file]') ? focused.nextElementSibling : focused;
  if (!shown) return focused.outerHTML.slice(0, 120);
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const isOnScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  return isOutlined && isOnScreen ? undefined : focused.outerHTML.slice(0, 120);
}
