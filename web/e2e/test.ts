/** Playwright's `test` with a meeting around it: a server, and people who come to it. */
import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { Ear } from './ear';
import { Desk, Phone, type Screen } from './screen';
import { Server } from './server';

type Device = BrowserContextOptions;
const handheld: Device = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const desktop: Device = { viewport: { width: 1440, height: 900 } };

interface Meeting {
  server: Server;
  /** Opens a page on a device of its own, and minds that it neither complains nor reloads. */
  arrive: <S extends Screen>(Kind: new (page: Page) => S, path: string, device: Device) => Promise<S>;
  /** Opens the town hall. */
  phone: (device?: Device) => Promise<Phone>;
  /** Opens the moderator's page, not signed in. */
  desk: () => Promise<Desk>;
  /** Listens with curl. */
  ear: Ear;
}

export const test = base.extend<Meeting>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads the fixtures it needs from here
  server: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach('server log', { body: server.log });
    await server.remove();
  },

  arrive: async ({ browser, server }, use) => {
    const screens: Screen[] = [];
    await use(async (Kind, path, device) => {
      const context = await browser.newContext(device);
      const screen = new Kind(await context.newPage());
      screens.push(screen);
      await screen.opens(server.url(path));
      return screen;
    });
    await Promise.all(screens.map(({ page }) => page.context().close()));
    for (const { complaints, reloads } of screens)
      expect({ complaints, reloads }).toEqual({ complaints: [], reloads: 0 });
  },

  phone: async ({ arrive }, use) => use((device = handheld) => arrive(Phone, '/room/town-hall', device)),

  desk: async ({ arrive }, use) => use(() => arrive(Desk, '/moderate', desktop)),

  ear: async ({ server }, use) => {
    const ear = new Ear(server);
    await ear.listens();
    await use(ear);
    ear.stops();
  },
});

export { expect };
