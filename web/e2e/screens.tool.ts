/** Pictures of each page into docs/screens, at three sizes, light and dark: `make screens`. */
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { places, visits } from './places';
import { test } from './test';

const folder = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const sizes = [
  { name: 'phone', width: 390, height: 844, touch: true },
  { name: 'laptop', width: 1440, height: 900 },
  { name: 'projector', width: 1920, height: 1080 },
];
const shown = ['join', 'room', 'wall', 'wall, a question', 'plain room', 'moderate', 'admin', 'admin, live'];

test('pictures of the pages', async ({ browser, server }) => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const wanted = shown.flatMap((name) => places.find((place) => place.name === name) ?? []);
  for (const { name: size, touch = false, ...viewport } of sizes)
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({
        viewport,
        hasTouch: touch,
        isMobile: touch,
        colorScheme,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      await visits(
        page,
        server,
        ({ name }) => takes(page, `${name.replace(/\W+/g, '-')}-${size}-${colorScheme}`),
        wanted,
      );
      await context.close();
    }
});

async function takes(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${folder}${name}.jpg`, type: 'jpeg', quality: 50 });
}
