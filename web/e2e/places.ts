/** Every page, and everything that opens on one, as places to look at one after the other. */
import { expect, test as base, type Page } from '@playwright/test';
import { Desk } from './screen';
import type { Server } from './server';

export interface Place {
  name: string;
  path: string;
  tenantId?: string;
  /** Shown to who has signed in. */
  staff?: true;
  /** What it takes to open it, once the page is there. */
  opens?: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first();
const presses = (name: string | RegExp) => (page: Page) => button(page, name).click();
const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).click();
const first = (page: Page) => page.getByRole('article').first();

/** Opens a desk's tool by its key, so that it works on screens of all sizes. */
const key = (letter: string) => async (page: Page) => {
  await first(page).focus();
  await page.keyboard.press(letter);
};

const rooms: Place[] = [
  { name: 'join', path: '/' },
  {
    name: 'join, refused',
    path: '/',
    opens: async (page) => {
      await page.getByRole('textbox').fill('AAAAAA');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  { name: 'room', path: '/room/town-hall' },
  {
    name: 'room, writing',
    path: '/room/town-hall',
    opens: async (page) => {
      await page
        .getByRole('textbox', { name: 'Your question' })
        .fill('Why are the gates at the depot still broken?');
      await page.getByRole('textbox', { name: 'Your name' }).fill('Kim');
    },
  },
  {
    name: 'room, own question',
    path: '/room/town-hall',
    opens: async (page) => {
      await page.getByRole('textbox', { name: 'Your question' }).fill('Who has the key of the bicycle shed?');
      await button(page, 'Ask').click();
      await button(page, 'Edit').click();
      await expect(page.getByLabel('Edit your question')).toBeVisible();
    },
  },
  {
    name: 'room, searching',
    path: '/room/town-hall',
    opens: async (page) => {
      await button(page, 'Search questions').click();
      await page.getByRole('searchbox').fill('nobody ever asked this');
      await expect(page.getByText('Nothing found.')).toBeVisible();
    },
  },
  { name: 'room, answered', path: '/room/town-hall', opens: tab('Answered') },
  { name: 'room, mine', path: '/room/town-hall', opens: tab('Mine') },
  { name: 'room, settings', path: '/room/town-hall', opens: opensSettings },
  { name: 'room, none', path: '/room/nowhere' },
  { name: 'wall', path: '/wall/town-hall' },
  {
    name: 'wall, a question',
    path: '/wall/town-hall',
    opens: async (page) => {
      await page.keyboard.press('PageDown');
      await expect(page.getByRole('region', { name: 'Now answering' })).toBeVisible();
    },
  },
  { name: 'walls', path: '/wall' },
  { name: 'plain room', path: '/plain/town-hall' },
  { name: 'plain rooms', path: '/plain' },
  { name: 'not found', path: '/nowhere' },
  { name: 'no such tenant', path: '/room/town-hall', tenantId: 'nobody' },
  { name: 'moderate, signed out', path: '/moderate' },
  { name: 'admin, signed out', path: '/admin' },
];

const desk: Place[] = [
  { name: 'moderate', path: '/moderate' },
  { name: 'moderate, answering', path: '/moderate', opens: key('d') },
  { name: 'moderate, editing', path: '/moderate', opens: key('e') },
  { name: 'moderate, tagging', path: '/moderate', opens: key('t') },
  { name: 'moderate, keys', path: '/moderate', opens: key('?') },
  {
    name: 'moderate, picking',
    path: '/moderate',
    opens: (page) => first(page).getByRole('checkbox').check(),
  },
  {
    name: 'moderate, deleting',
    path: '/moderate',
    opens: async (page) => {
      await first(page).getByRole('checkbox').check();
      await page
        .getByRole('region', { name: 'selected' })
        .or(page.locator('.bulk'))
        .first()
        .getByRole('button', { name: 'Delete' })
        .click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'moderate, activity', path: '/moderate', opens: presses('Activity') },
  { name: 'moderate, settings', path: '/moderate', opens: opensSettings },
  { name: 'moderate, review', path: '/moderate', opens: tab('Review') },
  { name: 'moderate, answered', path: '/moderate', opens: tab('Answered') },
  { name: 'moderate, hidden', path: '/moderate', opens: tab('Hidden') },
];

const office: Place[] = [
  { name: 'admin', path: '/admin' },
  { name: 'admin, new team', path: '/admin', opens: presses('New team') },
  {
    name: 'admin, deleting a team',
    path: '/admin',
    opens: async (page) => {
      await page
        .getByRole('button', { name: /^Delete: / })
        .first()
        .click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  { name: 'admin, tags', path: '/admin', opens: tab('Tags') },
  { name: 'admin, accounts', path: '/admin', opens: tab('Accounts') },
  {
    name: 'admin, new account',
    path: '/admin',
    opens: async (page) => {
      await tab('Accounts')(page);
      await button(page, 'New account').click();
    },
  },
  { name: 'admin, settings', path: '/admin', opens: tab('Settings') },
  { name: 'admin, own settings', path: '/admin', opens: opensSettings },
  { name: 'admin, live', path: '/admin', opens: tab('Live') },
];

/** In this order: signing in comes in between and lasts. */
export const places: readonly Place[] = [
  ...rooms,
  ...[...desk, ...office].map((place): Place => ({ ...place, staff: true })),
];

/** Goes from place to place with one browser, and does `look` at each. */
export async function visits(
  page: Page,
  server: Server,
  look: (place: Place) => Promise<void>,
  wanted = places,
): Promise<void> {
  let signedIn = false;
  for (const place of wanted) {
    if (place.staff && !signedIn) {
      await page.goto(server.url('/moderate'));
      await new Desk(page).signsIn();
      await expect(first(page)).toBeVisible();
      signedIn = true;
    }
    const { path, tenantId } = place;
    await page.goto(server.url(path, tenantId ? { tenantId } : {}));
    await base.step(place.name, async () => {
      await expect(page.getByRole('main')).toBeVisible();
      await place.opens?.(page);
      await look(place);
    });
  }
}

async function opensSettings(page: Page): Promise<void> {
  await button(page, 'Settings').click();
  await expect(page.getByLabel('Language')).toBeVisible();
}
