/** A whole meeting: two phones, a moderator, curl, and a server that dies in the middle of it. */
import { Crowd } from './crowd';
import { missedNothing } from './ear';
import { expect, test } from './test';
import { questionsOf, shows, townHall } from './truth';

const question = 'Will the late boat wait for the train?';
const answer = 'Yes, up to ten minutes, from Monday on.';

test('a question goes from a phone to every screen, and each deed comes back to it', async ({
  phone,
  desk,
  ear,
}) => {
  const [asker, voter, moderator] = [await phone(), await phone(), await desk()];
  await moderator.signsIn();
  await expect(moderator.tab('Live')).toBeVisible();
  const badge = (name: string) => asker.row(question).getByText(name, { exact: true });

  await asker.asks(question);
  await moderator.sees(question);
  await voter.sees(question);
  await ear.hears('question:created', { body: question, upvotes: 0 });
  const id = await asker.row(question).getAttribute('data-question-id');
  const heard = (type: string, part: object) => ear.hears(`question:${type}`, { questionId: id, ...part });

  await voter.upvotes(question);
  for (const screen of [asker, voter, moderator]) await screen.showsVotes(question, 1);
  await heard('upvoted', { upvotes: 1 });

  await moderator.tags(question, 'Timetable');
  await expect(asker.row(question).getByRole('list', { name: 'Tags' })).toHaveText('Timetable');
  await heard('tagged', {});

  await moderator.does('Pin', question);
  await expect(badge('Pinned')).toBeVisible();
  await heard('pinned', { isPinned: true });

  await moderator.does('Freeze', question);
  await expect(badge('Frozen')).toBeVisible();
  await expect(asker.voteButton(question)).toBeDisabled();
  await expect(voter.voteButton(question)).toBeDisabled();
  await heard('frozen', { isFrozen: true });

  await moderator.does('Unfreeze', question);
  await expect(badge('Frozen')).toBeHidden();
  await heard('frozen', { isFrozen: false });
  await asker.upvotes(question);
  for (const screen of [asker, voter, moderator]) await screen.showsVotes(question, 2);

  await moderator.does('Answer', question);
  await moderator.writesAnswer(question, answer);
  await expect(badge('Answered')).toBeVisible();
  await expect(asker.row(question)).toContainText(answer);
  await expect(asker.voteButton(question)).toBeDisabled();
  await heard('upvoted', { upvotes: 2 });
  await ear.hears('question:answered', { id, responseText: answer });
});

test('a killed server comes back, and so does every screen, with every deed there once', async ({
  server,
  phone,
  desk,
  ear,
}) => {
  const [asker, voter, moderator] = [await phone(), await phone(), await desk()];
  const screens = [asker, voter, moderator];
  await moderator.signsIn();
  await asker.asks(question);
  await voter.sees(question);
  await voter.upvotes(question);
  await moderator.sees(question);
  await moderator.does('Pin', question);
  await expect(moderator.row(question).getByText('Pinned', { exact: true })).toBeVisible();

  const crowd = await Crowd.gathers(server, 4, (await townHall(server)).id);
  const talk = crowd.talksUntilCutOff();
  await expect.poll(() => crowd.acknowledged.length).toBeGreaterThan(8);
  await server.dies();
  await talk;
  for (const screen of screens) await expect(screen.reconnecting).toBeVisible();

  // What is said meanwhile is kept for later, and what cannot be done is said.
  const lost = 'Was anybody heard while it was dark?';
  await asker.writes(lost);
  await expect(asker.kept(lost)).toContainText('Will be sent');
  await asker.voteButton(question).click();
  await expect(asker.row(question)).toContainText('Will be sent');
  await moderator.does('Answer', question);
  await moderator.writesAnswer(question, answer);
  await expect(moderator.row(question).getByRole('alert')).toContainText('could not be reached');

  await server.startsAgain();
  await asker.sees(lost);
  await expect(asker.kept(lost)).toBeHidden();
  await expect(asker.row(question)).not.toContainText('Will be sent');
  await moderator.does('Save answer', question);
  await expect(moderator.row(question)).toBeHidden();
  await crowd.sayItAgain();
  await ear.listens();

  for (const screen of screens) await expect(screen.reconnecting).toBeHidden({ timeout: 30_000 });
  const later = 'And who was the first to come back?';
  await voter.asks(later);
  for (const screen of screens) await screen.sees(later);

  for (const said of crowd.acknowledged) expect(said).toMatchObject({ upvoted: true });
  const truth = await questionsOf(server);
  const counts = new Map(truth.map(({ id, upvotes }) => [id, upvotes]));
  for (const { id } of crowd.acknowledged) expect(counts.get(id)).toBe(1);
  for (const { body } of crowd.acknowledged) expect(truth.filter((row) => row.body === body)).toHaveLength(1);
  for (const body of [question, lost, later])
    expect(truth.filter((row) => row.body === body)).toHaveLength(1);

  const { id: room } = await townHall(server);
  await shows(
    asker,
    truth.filter(({ teamId }) => teamId === room),
  );
  await shows(
    voter,
    truth.filter(({ teamId }) => teamId === room),
  );
  await shows(
    moderator,
    truth.filter(({ status }) => status === 'OPEN'),
  );
  await asker.showsVotes(question, 2);
  await expect(asker.row(question)).toContainText(answer);
  await missedNothing(ear, later);
});
