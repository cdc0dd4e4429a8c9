/** Somebody with a keyboard and no pointer: after each deed the focus is somewhere, and can be seen. */
import { expect, type Locator, type Page } from '@playwright/test';

export class Keys {
  constructor(private readonly page: Page) {}

  /** Goes there, forwards or backwards. */
  async to(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const isThere = () => target.evaluate((element) => element === document.activeElement);
    for (let presses = 0; presses < 120 && !(await isThere()); presses += 1)
      await this.page.keyboard.press(key);
    await this.isAt(target);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async type(words: string): Promise<void> {
    await this.page.keyboard.type(words);
  }

  /** Goes to a button and presses it. */
  async does(target: Locator): Promise<void> {
    await this.to(target);
    await this.press('Enter');
  }

  async isAt(target: Locator): Promise<void> {
    await expect(target).toBeFocused();
    await this.isSomewhere();
  }

  async isSomewhere(): Promise<void> {
    await expect.poll(() => this.page.evaluate(shownFocus)).toMatch(/^visible/);
  }
}

/** What has the focus, and whether it looks so. */
function shownFocus(): string {
  const at = document.activeElement;
  if (!at || at === document.body) return 'lost';
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const visible = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  return `${visible ? 'visible' : 'invisible'}: ${at.outerHTML.slice(0, 100)}`;
}
