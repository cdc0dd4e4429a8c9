/** Screens at their smallest, readers who want less motion, and colours that are not ours. */
import { AxeBuilder } from '@axe-core/playwright';
import { visits } from './places';
import { Phone } from './screen';
import { expect, test } from './test';

const word = 'a'.repeat(300);

test('no page is wider than 320 pixels, whatever words are in it, and nothing moves', async ({
  arrive,
  browser,
  server,
}) => {
  test.setTimeout(600_000);
  const options = { viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' as const };
  const asker = await arrive(Phone, '/room/town-hall', options);
  await asker.asks(word);

  const context = await browser.newContext(options);
  const page = await context.newPage();
  const found: string[] = [];
  await visits(page, server, async ({ name }) => {
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if ((await wide()) > 0) found.push(`${name} is wider`);
    for (const field of await page.locator('textarea:visible, input[type=text]:visible').all())
      await field.fill(word);
    if ((await wide()) > 0) found.push(`${name} grows`);
    const moving = await page.evaluate(() => document.getAnimations().length);
    if (moving > 0) found.push(`${name} moves`);
    // The next place begins with empty fields.
    await page.evaluate(() => sessionStorage.clear());
  });
  expect(found).toEqual([]);
  await context.close();
});

test('in forced colours nothing is lost', async ({ browser, server }) => {
  test.setTimeout(600_000);
  const context = await browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const found: string[] = [];
  await visits(page, server, async ({ name }) => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .withRules(['color-contrast'])
      .analyze();
    for (const { nodes } of violations) found.push(...nodes.map(({ html }) => `${name}: ${html}`));
  });
  expect(found).toEqual([]);
  await context.close();
});
