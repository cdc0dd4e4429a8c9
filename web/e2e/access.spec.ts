/** No page, and nothing that opens on one, shuts anybody out: what a machine can find of that. */
import { AxeBuilder } from '@axe-core/playwright';
import { places, visits } from './places';
import { expect, test } from './test';

/** What depends on the colours alone is looked at twice. */
const colours = ['color-contrast', 'link-in-text-block'];
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const devices = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 } },
};

for (const [device, options] of Object.entries(devices))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`axe finds nothing in the ${colorScheme}, on a ${device}`, async ({ browser, server }) => {
      test.setTimeout(600_000);
      const context = await browser.newContext({ ...options, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const found: string[] = [];
      await visits(page, server, async ({ name }) => {
        // Where nothing has been scrolled beneath the tabs: half a button there is no small button.
        await page.evaluate(() => scrollTo(0, 0));
        const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
        const look = colorScheme === 'light' ? axe.withTags(rules) : axe.withRules(colours);
        const { violations } = await look.analyze();
        for (const { id, nodes } of violations)
          for (const { html, any } of nodes) found.push(`${name}: ${id}: ${html}: ${any[0]?.message ?? ''}`);
      });
      expect(found).toEqual([]);
      expect(places.length).toBeGreaterThan(30);
      await context.close();
    });
