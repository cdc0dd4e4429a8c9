/** The moderator's keys, each in a real browser: that it does its deed, and when it keeps quiet. */
import { Phone, Wall, type Desk } from './screen';
import { expect, handheld, projector, test as base } from './test';
import type { Team } from './truth';

const first = 'Which of these is the first?';
const second = 'And which one is the second?';

interface AtWork {
  watch: Team;
  /** A moderator at a room where two questions were asked. */
  moderator: Desk;
}

const test = base.extend<AtWork>({
  watch: async ({ office }, use) => use(await office.furnishes('Night watch', 'night-watch')),

  moderator: async ({ desk, office, watch }, use) => {
    for (const words of [first, second]) await office.asks(words, watch);
    const moderator = await desk();
    await moderator.signsIn();
    await moderator.choosesTeam(watch.name);
    await expect(moderator.row(second)).toBeVisible();
    await use(moderator);
  },
});

test('j and k walk, and each deed has a key', async ({ moderator, arrive }) => {
  const asker = await arrive(Phone, '/room/night-watch', handheld);
  const screen = await arrive(Wall, '/wall/night-watch', projector);
  await moderator.presses('j');
  await expect(moderator.row(first)).toBeFocused();
  await moderator.presses('j');
  await expect(moderator.row(second)).toBeFocused();
  await moderator.presses('k');
  const row = moderator.row(first);
  await expect(row).toBeFocused();
  const badge = (name: string) => asker.row(first).getByText(name, { exact: true });

  await moderator.presses('p');
  await expect(badge('Pinned')).toBeVisible();
  await moderator.presses('p');
  await expect(badge('Pinned')).toBeHidden();
  await moderator.presses('f');
  await expect(badge('Frozen')).toBeVisible();
  await moderator.presses('f');
  await expect(badge('Frozen')).toBeHidden();

  await moderator.presses('t');
  await moderator.types('Depots');
  await expect(row.getByRole('button', { name: 'Remove tag Depots' })).toBeVisible();
  await moderator.presses('Escape');
  await expect(row).toBeFocused();

  await moderator.presses('e');
  await expect(row.getByLabel('Question text')).toBeFocused();
  await moderator.presses('Escape');

  await moderator.presses('n');
  await expect(screen.onStage).toHaveText(first);
  await moderator.presses('d');
  await expect(row.getByLabel('Your answer')).toBeFocused();
  await moderator.presses('Escape');
  await expect(row).toBeFocused();
  await expect(screen.onStage).toHaveText(first);
  await moderator.presses('n');
  await expect(screen.onStage).toBeHidden();
  await moderator.presses('n');
  await moderator.page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(screen.onStage).toBeHidden();
  await expect(row).toBeFocused();

  await moderator.presses('x');
  await expect(asker.row(first)).toHaveCount(0);
  await expect(moderator.row(second)).toBeFocused();
  await moderator.presses('z');
  await expect(asker.row(first)).toBeVisible();

  await moderator.presses('/');
  await expect(moderator.page.getByRole('searchbox')).toBeFocused();
});

test('a approves and x declines what waits, Space selects, and ? tells them all', async ({
  moderator,
  arrive,
  office,
  watch,
}) => {
  await moderator.page.getByRole('switch', { name: 'Review first' }).click();
  await expect(moderator.page.getByText('Review is on.')).toBeVisible();
  const asker = await arrive(Phone, '/room/night-watch', handheld);
  await office.asks('May this be read by all?', watch);
  await office.asks('May this be read by nobody?', watch);
  await moderator.tab('To review').click();
  await expect(moderator.row('May this be read by nobody?')).toBeVisible();

  await moderator.presses('j');
  await moderator.presses('a');
  await expect(asker.row('May this be read by all?')).toBeVisible();
  await expect(moderator.row('May this be read by nobody?')).toBeFocused();
  await moderator.presses('x');
  await moderator.types('Nobody reads it.');
  await expect(moderator.row('May this be read by nobody?')).toHaveCount(0);
  await moderator.tab('Hidden').click();
  await expect(moderator.row('May this be read by nobody?')).toContainText('Nobody reads it.');
  await moderator.presses('z');
  await moderator.tab('To review').click();
  await expect(moderator.row('May this be read by nobody?')).toBeVisible();
  await expect(asker.row('May this be read by nobody?')).toHaveCount(0);

  await moderator.tab('Live').click();
  await moderator.presses('j');
  await moderator.presses('Space');
  await moderator.presses('j');
  await moderator.presses('Space');
  await expect(moderator.page.getByText('2 selected')).toBeVisible();
  await moderator.presses('p');
  for (const words of [first, second])
    await expect(moderator.row(words).getByText('Pinned', { exact: true })).toBeVisible();
  await moderator.presses('Escape');
  await expect(moderator.page.getByText('2 selected')).toBeHidden();

  await moderator.presses('?');
  const help = moderator.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.locator('dt')).toHaveCount(15);
});

test('keys are letters in a field, and nothing at all when they are switched off', async ({ moderator }) => {
  const { page } = moderator;
  await moderator.presses('j');
  await moderator.presses('/');
  await page.keyboard.type('pfxnda');
  await expect(page.getByRole('searchbox')).toHaveValue('pfxnda');
  await page.getByRole('searchbox').fill('');
  await moderator.presses('Escape');

  await moderator.row(first).focus();
  await moderator.presses('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help).toBeVisible();
  await moderator.presses('x');
  await help.getByRole('switch', { name: 'Use single-key shortcuts' }).click();
  await help.getByRole('button', { name: 'Close' }).click();
  await moderator.row(first).focus();
  for (const key of ['p', 'f', 'n', 'x', 't', 'e', 'd', 'z', '?', '/']) await moderator.presses(key);
  await expect(moderator.row(first)).toBeFocused();
  await expect(help).toBeHidden();
  await expect(page.locator('.toast')).toHaveCount(0);
  expect(await moderator.shown()).toContainEqual(
    expect.objectContaining({ body: first, badges: [], tags: [], staged: false }),
  );
  await expect(moderator.button('Pin', first)).not.toHaveAttribute('aria-keyshortcuts');
});
