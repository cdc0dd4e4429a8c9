/** What the database holds, and whether a screen shows just that. */
import { expect } from '@playwright/test';
import type { Screen, ShownRow } from './screen';
import type { Server } from './server';

export interface Question {
  id: string;
  teamId: string | null;
  body: string;
  upvotes: number;
  status: string;
  version: number;
  isPinned: boolean;
  isFrozen: boolean;
  tags: { name: string }[];
  responseText: string | null;
  /** Whether it is being answered right now. */
  staged: boolean;
}

export interface Team {
  id: string;
  slug: string;
  name: string;
  joinCode: string;
  stageQuestionId: string | null;
}

export async function townHall(server: Server): Promise<Team> {
  const team = (await teamsOf(server)).find(({ slug }) => slug === 'town-hall');
  if (!team) throw new Error('the demo has no town hall');
  return team;
}

async function teamsOf(server: Server): Promise<Team[]> {
  return ((await (await fetch(server.url('/teams'))).json()) as { items: Team[] }).items;
}

/** All that the public may see, by the server's own words. */
export async function questionsOf(server: Server): Promise<Question[]> {
  const page = (await (await fetch(server.url('/questions', { limit: '200' }))).json()) as {
    items: Question[];
    nextCursor: string | null;
  };
  expect(page.nextCursor).toBeNull();
  const stages = (await teamsOf(server)).map(({ stageQuestionId }) => stageQuestionId);
  return page.items.map((question) => ({ ...question, staged: stages.includes(question.id) }));
}

/** The screen shows exactly these, each once and as it is, without a reload. */
export async function shows(screen: Screen, questions: readonly Question[]): Promise<void> {
  const expected = questions.map(asShown).sort((a, b) => (a.id ?? '').localeCompare(b.id ?? ''));
  await expect.poll(() => screen.shown()).toEqual(expected);
}

/** Each of these phones shows the town hall as the database has it. */
export async function showTheHall(server: Server, screens: readonly Screen[]): Promise<void> {
  const { id } = await townHall(server);
  const truth = (await questionsOf(server)).filter(({ teamId }) => teamId === id);
  for (const screen of screens) await shows(screen, truth);
}

function asShown({ id, body, upvotes, tags, responseText, staged, ...marks }: Question): ShownRow {
  const badges = [
    ...(marks.status === 'ANSWERED' ? ['Answered'] : []),
    ...(marks.isFrozen ? ['Frozen'] : []),
    ...(marks.isPinned ? ['Pinned'] : []),
  ];
  return {
    id,
    body,
    votes: upvotes,
    staged,
    badges,
    tags: tags.map(({ name }) => name).sort(),
    answer: responseText,
  };
}
