/** Playwright's `test` with a meeting around it: a server, and people who come to it. */
import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { Ear } from './ear';
import { Office } from './office';
import { Gate } from './gate';
import { Desk, Phone, Wall, type Screen } from './screen';
import { Server, type Address } from './server';

type Device = BrowserContextOptions;
export const handheld: Device = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const desktop: Device = { viewport: { width: 1440, height: 900 } };
export const projector: Device = { viewport: { width: 1920, height: 1080 } };

interface Meeting {
  server: Server;
  /** Stands between people and the server where `address` says so. */
  gate: Gate;
  /** Where people go: to the server itself, unless a spec has it otherwise. */
  address: Address;
  /** Whether the time of the pages is in the test's hand. */
  clockwork: boolean;
  /** Opens a page on a device of its own, and minds that it neither complains nor reloads. */
  arrive: <S extends Screen>(Kind: new (page: Page) => S, path: string, device: Device) => Promise<S>;
  /** Opens the page of a screen once more, in a tab beside it. */
  beside: <S extends Screen>(screen: S) => Promise<S>;
  /** Opens the town hall. */
  phone: (device?: Device) => Promise<Phone>;
  /** Opens the moderator's page, not signed in. */
  desk: () => Promise<Desk>;
  /** Opens the town hall's wall. */
  wall: () => Promise<Wall>;
  /** Does what staff do, without a screen. */
  office: Office;
  /** Listens with curl. */
  ear: Ear;
}

interface Watch {
  /** All screens that were opened. */
  screens: Screen[];
}

export const test = base.extend<Meeting & Watch>({
  clockwork: [false, { option: true }],

  // oxlint-disable-next-line no-empty-pattern -- the runner reads the fixtures it needs from here
  server: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach('server log', { body: server.log });
    await server.remove();
  },

  gate: async ({ server }, use) => {
    const gate = await Gate.start(server);
    await use(gate);
    await gate.stop();
  },

  address: async ({ server }, use) => use(server),

  // oxlint-disable-next-line no-empty-pattern -- as above
  screens: async ({}, use) => {
    const screens: Screen[] = [];
    await use(screens);
    await Promise.all([...new Set(screens.map(({ page }) => page.context()))].map((one) => one.close()));
    for (const { complaints, reloads } of screens)
      expect({ complaints, reloads }).toEqual({ complaints: [], reloads: 0 });
  },

  arrive: async ({ browser, address, clockwork, screens }, use) =>
    use(async (Kind, path, device) => {
      const context = await browser.newContext(device);
      if (clockwork) await context.clock.install();
      const screen = new Kind(await context.newPage());
      screens.push(screen);
      await screen.opens(address.url(path));
      return screen;
    }),

  beside: async ({ screens }, use) =>
    use(async (screen) => {
      const { page } = screen;
      const Kind = screen.constructor as new (page: Page) => typeof screen;
      const tab = new Kind(await page.context().newPage());
      screens.push(tab);
      await tab.opens(page.url());
      return tab;
    }),

  phone: async ({ arrive }, use) => use((device = handheld) => arrive(Phone, '/room/town-hall', device)),

  desk: async ({ arrive }, use) => use(() => arrive(Desk, '/moderate', desktop)),

  wall: async ({ arrive }, use) => use(() => arrive(Wall, '/wall/town-hall', projector)),

  office: async ({ server }, use) => use(await Office.opens(server)),

  ear: async ({ server }, use) => {
    const ear = new Ear(server);
    await ear.listens();
    await use(ear);
    ear.stops();
  },
});

export { expect };
