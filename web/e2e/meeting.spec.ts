/** A whole meeting: two phones, a moderator, curl, and a server that dies in the middle of it. */
import { Crowd } from './crowd';
import type { Ear } from './ear';
import type { Screen, ShownRow } from './screen';
import type { Server } from './server';
import { expect, test } from './test';

interface Question {
  id: string;
  teamId: string | null;
  body: string;
  upvotes: number;
  status: string;
  isPinned: boolean;
  isFrozen: boolean;
  tags: { name: string }[];
  responseText: string | null;
}

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

  const crowd = await Crowd.gathers(server, 4, await townHall(server));
  const talk = crowd.talksUntilCutOff();
  await expect.poll(() => crowd.acknowledged.length).toBeGreaterThan(8);
  await server.dies();
  await talk;
  for (const screen of screens) await expect(screen.reconnecting).toBeVisible();

  // What is said meanwhile is kept, and what cannot be done is said.
  const lost = 'Was anybody heard while it was dark?';
  await asker.writes(lost);
  await expect(asker.page.getByText('Not sent: The server could not be reached.')).toBeVisible();
  await asker.voteButton(question).click();
  await expect(asker.row(question).getByRole('alert')).toContainText('could not be reached');
  await asker.showsVotes(question, 1);
  await moderator.does('Answer', question);
  await moderator.writesAnswer(question, answer);
  await expect(moderator.row(question).getByRole('alert')).toContainText('could not be reached');

  await server.startsAgain();
  await asker.page.getByRole('button', { name: 'Retry' }).click();
  await expect(asker.page.getByText('Your question is in.')).toBeVisible();
  await asker.upvotes(question);
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

  const room = await townHall(server);
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

async function townHall(server: Server): Promise<string> {
  const teams = (await (await fetch(server.url('/teams'))).json()) as {
    items: { id: string; slug: string }[];
  };
  return teams.items.find(({ slug }) => slug === 'town-hall')?.id ?? '';
}

async function questionsOf(server: Server): Promise<Question[]> {
  const page = (await (await fetch(server.url('/questions', { limit: '200' }))).json()) as {
    items: Question[];
    nextCursor: string | null;
  };
  expect(page.nextCursor).toBeNull();
  return page.items;
}

/** The screen shows exactly these, each once and as it is, without a reload. */
async function shows(screen: Screen, questions: readonly Question[]): Promise<void> {
  const expected = questions.map(asShown).sort((a, b) => (a.id ?? '').localeCompare(b.id ?? ''));
  await expect.poll(() => screen.shown()).toEqual(expected);
}

function asShown({ id, body, upvotes, tags, responseText, ...marks }: Question): ShownRow {
  const badges = [
    ...(marks.status === 'ANSWERED' ? ['Answered'] : []),
    ...(marks.isFrozen ? ['Frozen'] : []),
    ...(marks.isPinned ? ['Pinned'] : []),
  ];
  return {
    id,
    body,
    votes: upvotes,
    badges,
    tags: tags.map(({ name }) => name).sort(),
    answer: responseText,
  };
}

/** Over both connections of curl every number came once, in order, up to the last question. */
async function missedNothing(ear: Ear, lastWords: string): Promise<void> {
  await ear.hears('question:created', { body: lastWords });
  const [first = 0, ...rest] = ear.numbers;
  expect([first, ...rest]).toEqual([first, ...rest].map((_, index) => first + index));
  expect(ear.heard.filter(({ type }) => type === 'reset')).toEqual([]);
}
