/** What an account may do changes while its pages are open. */
import { expect, test } from './test';

const question = 'Who holds the keys while you are away?';
const [email, password] = ['mika@demo.example', 'a long winter night'];

test('rights come and go under the hand, without a reload', async ({ server, desk, office, phone }) => {
  const account = await office.employs(email, password);
  const [asker, moderator] = [await phone(), await desk()];
  await moderator.signsIn(email, password);
  await asker.asks(question);
  await moderator.sees(question);
  await moderator.choosesTeam('Autumn town hall');
  const reviewFirst = moderator.page.getByRole('switch', { name: 'Review first' });
  const told = moderator.page.getByText('Administrators can change this.');
  await expect(moderator.button('Pin', question)).toBeVisible();
  await expect(reviewFirst).toHaveCount(0);
  await expect(told).toBeVisible();

  await office.does('PATCH', `/auth/users/${account.id}`, { role: 'admin' });
  await expect(reviewFirst).toBeVisible();
  await expect(told).toHaveCount(0);
  await moderator.does('Pin', question);
  await expect(asker.row(question).getByText('Pinned', { exact: true })).toBeVisible();

  await office.does('PATCH', `/auth/users/${account.id}`, { role: 'moderator' });
  await expect(reviewFirst).toHaveCount(0);

  // Closed, the account is shown the door, and its stream ends.
  await expect.poll(() => server.streams()).toBe(2);
  await office.does('PATCH', `/auth/users/${account.id}`, { active: false });
  await expect(moderator.page.getByText('You were signed out.')).toBeVisible();
  await expect(moderator.row(question)).toHaveCount(0);
  await expect.poll(() => server.streams()).toBe(1);
  await moderator.signsIn(email, password);
  await expect(moderator.page.getByRole('alert')).toHaveText('E-mail or password is wrong.');

  await office.does('PATCH', `/auth/users/${account.id}`, { active: true });
  await moderator.signsIn(email, password);
  await moderator.sees(question);
});
