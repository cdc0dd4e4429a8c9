/** What only a real browser shows: keys, focus, refusals, and two people at the same thing. */
import type { Locator, Route } from '@playwright/test';
import { desktop, expect, test } from './test';

const question = 'Who waters the plants over the holidays?';

test('a wrong password is told, and the right one lets in afterwards', async ({ desk }) => {
  const moderator = await desk();
  await moderator.signsIn('signe@demo.example', 'open sesame');
  await expect(moderator.page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
  await expect(moderator.page.getByLabel('E-mail')).toHaveValue('signe@demo.example');

  await moderator.signsIn();
  await expect(moderator.page.getByText('Signe Halden')).toBeVisible();
  await expect(moderator.page.getByRole('article').first()).toBeVisible();
});

test('asking and voting need no mouse', async ({ phone }) => {
  const reader = await phone(desktop);
  const { keyboard } = reader.page;

  await tabTo(reader.page.getByLabel('Your question'));
  await keyboard.type(question);
  await tabTo(reader.page.getByLabel('Your name (optional)'));
  await keyboard.type('Kim');
  await tabTo(reader.page.getByRole('button', { name: 'Ask', exact: true }));
  await keyboard.press('Enter');
  await expect(reader.page.getByText('Your question is in.')).toBeVisible();

  await tabTo(reader.tab('Popular'));
  await keyboard.press('ArrowRight');
  await expect(reader.tab('Recent')).toBeFocused();
  await expect(reader.tab('Recent')).toHaveAttribute('aria-selected', 'true');

  const vote = reader.voteButton(question);
  await tabTo(vote);
  await keyboard.press('Space');
  await expect(vote).toHaveAccessibleName('Upvote, 1 vote');
  await expect(vote).toHaveAttribute('aria-pressed', 'true');
  await expect(vote).toBeFocused();
  await keyboard.press('Enter');
  await expect(vote).toHaveAccessibleName('Upvote, 0 votes');
  await expect(vote).toBeFocused();

  // What is withdrawn can be had back: its way back is under the next key.
  await tabTo(reader.row(question).getByRole('button', { name: 'Withdraw' }));
  await keyboard.press('Enter');
  await expect(reader.row(question)).toHaveCount(0);
  await expect(reader.page.getByRole('button', { name: 'Undo' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(reader.row(question)).toBeVisible();
});

test('a vote on its way to a question that freezes is refused, taken back and explained', async ({
  phone,
  desk,
}) => {
  const [voter, moderator] = [await phone(), await desk()];
  await moderator.signsIn();
  await voter.asks(question);
  await moderator.sees(question);

  const underway: Route[] = [];
  await voter.page.route('**/upvote?*', (route) => void underway.push(route));
  await voter.upvotes(question);
  await voter.showsVotes(question, 1);
  await moderator.does('Freeze', question);
  await expect(voter.row(question).getByText('Frozen', { exact: true })).toBeVisible();
  await Promise.all(underway.map((vote) => vote.continue()));

  await expect(voter.row(question).getByRole('alert')).toContainText('frozen');
  await voter.showsVotes(question, 0);
  await expect(voter.voteButton(question)).toHaveAttribute('aria-pressed', 'false');
});

test('of two answers at once the later one is shown the earlier before it replaces it', async ({
  phone,
  desk,
}) => {
  const [asker, slow, quick] = [await phone(), await desk(), await desk()];
  await slow.signsIn();
  await quick.signsIn();
  await asker.asks(question);
  await slow.sees(question);
  await quick.sees(question);

  await slow.does('Answer', question);
  await slow.row(question).getByLabel('Your answer').fill('Whoever is in.');
  await quick.does('Answer', question);
  await quick.writesAnswer(question, 'Nobody: they are made of silk.');
  await expect(asker.row(question)).toContainText('made of silk');

  // The row stays under the hand that writes, though it belongs to another tab by now.
  await slow.does('Save answer', question);
  await expect(slow.row(question).getByRole('alert')).toContainText('Nobody: they are made of silk.');
  await expect(slow.row(question).getByLabel('Your answer')).toHaveValue('Whoever is in.');
  await expect(asker.row(question)).toContainText('made of silk');

  await slow.does('Save answer', question);
  await expect(asker.row(question)).toContainText('Whoever is in.');
  await expect(slow.row(question)).toBeHidden();
  await slow.tab('Answered').click();
  await expect(slow.row(question)).toContainText('Whoever is in.');
});

/** Presses Tab until the focus is there, and visibly so. */
async function tabTo(target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60 && !(await isFocused()); presses += 1)
    await target.page().keyboard.press('Tab');
  await expect(target).toBeFocused();
  await expect(target).not.toHaveCSS('outline-style', 'none');
}
