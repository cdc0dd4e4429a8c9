/** Phones that sleep, and networks that go away: what is shown is right at once when they are back. */
import { Phone } from './screen';
import { desktop, expect, test as base } from './test';
import { showTheHall, townHall } from './truth';

const test = base.extend({ address: async ({ gate }, use) => use(gate) });

const question = 'Does the night boat sleep in the harbour?';
/** Nobody who unlocks a phone waits longer for it to be right. */
const atOnce = { timeout: 2_000 };

test('a phone that was frozen is right as soon as it wakes', async ({ phone, office, gate, server }) => {
  const sleeper = await phone();
  await sleeper.asks(question);
  const id = await sleeper.row(question).getAttribute('data-question-id');

  const sleep = await sleeper.fallsAsleep();
  gate.cuts();
  const missed = await office.asks('What did I miss?');
  await office.does('POST', `/questions/${id}/pin`);
  await office.does('PUT', `/teams/${missed.teamId}/stage`, { questionId: id });
  await office.does('POST', `/questions/${missed.id}/upvote`);

  expect(gate.streams).toBe(0);
  await sleep.wakes();
  await expect(sleeper.row(question).getByText('Pinned', { exact: true })).toBeVisible(atOnce);
  await expect(sleeper.nowAnswering).toContainText(question, atOnce);
  await sleeper.sees('What did I miss?');
  await sleeper.showsVotes('What did I miss?', 1);
  await showTheHall(server, [sleeper]);
  expect(gate.streams).toBe(1);
});

test.describe('with time in our hands', () => {
  test.use({ clockwork: true });

  test('a stream that died without a word is noticed when the lid is opened', async ({
    arrive,
    office,
    gate,
    server,
  }) => {
    const laptop = await arrive(Phone, '/room/town-hall', desktop);
    await expect.poll(() => gate.streams).toBe(1);
    gate.fallsSilent();
    const { id } = await office.asks(question);
    await office.does('POST', `/questions/${id}/pin`);

    await laptop.isShutFor('10:00');
    await expect(laptop.row(question).getByText('Pinned', { exact: true })).toBeVisible(atOnce);
    await showTheHall(server, [laptop]);
    await expect.poll(() => gate.streams).toBe(1);
  });
});

test('offline one reads on, and what is asked and voted is sent once when the network is back', async ({
  phone,
  office,
  gate,
  server,
}) => {
  const traveller = await phone();
  const { id, teamId } = await office.asks(question);
  await traveller.sees(question);
  await traveller.goesOffline();
  gate.cuts();
  await expect(traveller.page.getByText(/^You are offline\./)).toBeVisible();

  await traveller.tab('Recent').click();
  await expect(traveller.row(question)).toBeVisible();
  const own = 'Is there a tunnel under the sound?';
  await traveller.writes(own);
  await expect(traveller.kept(own)).toContainText('Will be sent');
  await traveller.upvotes(question);
  await traveller.showsVotes(question, 1);
  await expect(traveller.row(question)).toContainText('Will be sent');
  await office.does('POST', `/questions/${id}/upvote`);
  expect(gate.deeds).toEqual([]);

  await traveller.comesOnline();
  await expect(traveller.page.getByText(/^You are offline\./)).toBeHidden(atOnce);
  await expect(traveller.row(own)).toBeVisible();
  await expect(traveller.page.getByText('Will be sent')).toHaveCount(0);
  await traveller.showsVotes(question, 2);
  await expect(traveller.voteButton(question)).toHaveAttribute('aria-pressed', 'true');
  expect(gate.deeds.sort()).toEqual(['POST /questions', `POST /questions/${id}/upvote`]);
  expect((await townHall(server)).id).toBe(teamId);
  await showTheHall(server, [traveller]);
});
