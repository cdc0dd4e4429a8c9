/** A town hall with everybody in it: an audience, two moderators who review what is asked, and a wall. */
import type { Route } from '@playwright/test';
import { expect, test } from './test';
import { questionsOf, showTheHall, shows, townHall, type Question } from './truth';

const question = 'Why is the ticket office closed on Sundays?';
const rude = 'Who is the fool that painted the boats beige?';
const disputed = 'Could the canteen open an hour earlier?';
const reason = 'Please ask it without the insult.';
/** What is done at the desk is seen in the hall by then. */
const promptly = { timeout: 1_000 };

test('a reviewed town hall ends with one truth on every screen', async ({ server, phone, desk, wall }) => {
  const [asker, voter, reader] = [await phone(), await phone(), await phone()];
  const [signe, second, screen] = [await desk(), await desk(), await wall()];
  const audience = [asker, voter, reader];
  const { stageQuestionId: opening } = await townHall(server);
  for (const moderator of [signe, second]) {
    await moderator.signsIn();
    await moderator.choosesTeam('Autumn town hall');
  }

  await signe.page.getByRole('switch', { name: 'Review first' }).click();
  await expect(second.page.getByRole('switch', { name: 'Review first' })).toBeChecked();
  for (const moderator of [signe, second]) await moderator.tab('To review').click();

  await asker.asksForReview(question);
  await asker.tab('Mine').click();
  await expect(asker.row(question)).toContainText('In review');
  await signe.sees(question);
  for (const other of [voter, reader]) await expect(other.row(question)).toHaveCount(0);
  await signe.does('Approve', question);
  await expect(asker.page.getByText(`Your question is published: “${question}”`)).toBeVisible();
  for (const other of [voter, reader]) await other.sees(question);
  await expect(second.row(question)).toHaveCount(0);
  await voter.upvotes(question);
  await reader.upvotes(question);
  for (const one of audience) await one.showsVotes(question, 2);

  for (const moderator of [signe, second]) await moderator.tab('Live').click();
  await second.sees(question);
  await second.does('Now answering', question);
  await expect(screen.onStage).toHaveText(question, promptly);
  for (const one of audience) await expect(one.nowAnswering).toContainText(question, promptly);
  await signe.sees(question);
  await signe.does('Answer', question);
  await signe.writesAnswer(question, 'For want of a second clerk, who starts in May.');
  for (const one of audience) await expect(one.row(question)).toContainText('who starts in May');
  await expect(screen.page.getByText('✓ Answered')).toBeVisible();

  for (const moderator of [signe, second]) await moderator.tab('Answered').click();
  await second.does('Hide', question);
  await expect(screen.page.getByText(question)).toHaveCount(0, promptly);
  for (const other of [voter, reader]) await expect(other.row(question)).toHaveCount(0);
  await second.tab('Hidden').click();
  await second.does('Restore', question);
  for (const other of [voter, reader]) await other.sees(question);
  await expect(voter.row(question)).toContainText('who starts in May');

  // What is declined, and why, is between the moderators and the author.
  for (const moderator of [signe, second]) await moderator.tab('To review').click();
  await voter.asksForReview(rude);
  await signe.sees(rude);
  await signe.does('Decline', rude);
  await signe.row(rude).getByLabel('Reason for the author (optional)').fill(reason);
  await signe.does('Decline', rude);
  await voter.tab('Mine').click();
  await expect(voter.row(rude)).toContainText('Not published');
  await expect(voter.row(rude)).toContainText(reason);
  for (const other of [asker, reader, screen]) await expect(other.page.getByText(rude)).toHaveCount(0);
  for (const other of [asker, reader]) await expect(other.page.getByText(reason)).toHaveCount(0);

  // Two decide at once: the slower hand is told, and does not undo what the quicker one did.
  await reader.asksForReview(disputed);
  for (const moderator of [signe, second]) await moderator.sees(disputed);
  const underway: Route[] = [];
  await second.page.route('**/review?*', (route) => void underway.push(route));
  await second.does('Decline', disputed);
  await second.does('Decline', disputed);
  await expect.poll(() => underway.length).toBe(1);
  await signe.does('Approve', disputed);
  await asker.tab('Popular').click();
  await asker.sees(disputed);
  const refusal = second.page.waitForResponse('**/review?*');
  await underway[0]?.continue();
  expect((await refusal).status()).toBe(409);
  for (const moderator of [signe, second]) await moderator.tab('Live').click();
  await second.sees(disputed);
  await expect(second.row(disputed).getByRole('alert')).toContainText('Somebody else was faster.');
  await second.row(disputed).getByRole('button', { name: 'Dismiss' }).click();
  await second.does('Now answering', disputed);
  await expect(screen.onStage).toHaveText(disputed, promptly);

  await voter.tab('Popular').click();
  await showTheHall(server, audience);
  const hall = await townHall(server);
  const truth = await questionsOf(server);
  const live = truth.filter(({ teamId, status }) => teamId === hall.id && status === 'OPEN');
  for (const moderator of [signe, second]) await shows(moderator, live);
  expect(truth.filter(({ body }) => body === rude)).toEqual([]);
  expect(truth.filter(({ body }) => body === disputed)).toMatchObject([{ staged: true, status: 'OPEN' }]);
  await expect(screen.onStage).toHaveText(disputed);
  // What was on stage is not called again.
  const next = live
    .filter(({ id, staged }) => !staged && id !== opening)
    .sort(byWish)
    .slice(0, 3);
  await expect(screen.next).toContainText(next.map(({ body }) => body));
  await expect(screen.next).toContainText(next.map(({ upvotes }) => `${upvotes} vote`));
});

/** Pinned first, then by votes. */
function byWish(a: Question, b: Question): number {
  return Number(b.isPinned) - Number(a.isPinned) || b.upvotes - a.upvotes;
}
