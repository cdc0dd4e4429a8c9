/** Each role without a pointer: everything can be reached, and the focus is never lost on the way. */
import { Keys } from './keys';
import { Desk } from './screen';
import { desktop, expect, test } from './test';

const question = 'Who has the key of the bicycle shed?';

test('an audience asks, edits, votes, searches, withdraws and thinks better of it', async ({ phone }) => {
  const reader = await phone(desktop);
  const { page } = reader;
  const keys = new Keys(page);
  const button = (name: string) => reader.row(question).getByRole('button', { name, exact: true });

  await keys.to(page.getByLabel('Your question'));
  await keys.type(question);
  await keys.does(page.getByRole('button', { name: 'Ask', exact: true }));
  const said = page.getByText('Your question is in.');
  await expect(said).toBeVisible();
  await keys.isSomewhere();

  await keys.does(button('Edit'));
  await keys.isAt(page.getByLabel('Edit your question'));
  await keys.does(page.getByRole('button', { name: 'Cancel' }));
  await keys.isAt(button('Edit'));
  await keys.press('Enter');
  await keys.isAt(page.getByLabel('Edit your question'));
  await keys.press('End');
  await keys.type(' Nobody knows.');
  await keys.does(page.getByRole('button', { name: 'Save', exact: true }));
  const edited = reader.row(`${question} Nobody knows.`);
  await keys.isAt(edited.getByRole('button', { name: 'Edit' }));
  await expect(said).toBeHidden();

  const vote = edited.getByRole('button', { name: /^Upvote/ });
  await keys.to(vote);
  await keys.press('Space');
  await expect(vote).toHaveAttribute('aria-pressed', 'true');
  await keys.isAt(vote);

  await keys.does(page.getByRole('button', { name: 'Search questions' }));
  await keys.isAt(page.getByRole('searchbox'));
  await keys.type('bicycle');
  await expect(page.getByRole('article')).toHaveCount(1);
  await keys.isAt(page.getByRole('searchbox'));

  await keys.does(edited.getByRole('button', { name: 'Withdraw' }));
  await expect(edited).toBeHidden();
  await keys.isSomewhere();
  await keys.does(page.getByRole('button', { name: 'Undo' }));
  await expect(edited).toBeVisible();
  await keys.isSomewhere();
});

test('a moderator signs in, reviews, answers, tags, puts on the stage, hides and undoes', async ({
  arrive,
  phone,
}) => {
  const desk = await arrive(Desk, '/moderate', desktop);
  const { page } = desk;
  const keys = new Keys(page);
  await keys.to(page.getByLabel('E-mail'));
  await keys.type('signe@demo.example');
  await keys.to(page.getByLabel('Password'));
  await keys.type('open sesame');
  await keys.does(page.getByRole('button', { name: 'Sign in' }));
  await expect(page.getByRole('alert')).toBeVisible();
  await keys.isSomewhere();
  await page.getByLabel('Password').clear();
  await keys.type('openfloor-demo');
  await keys.press('Enter');
  await expect(page.getByRole('article').first()).toBeVisible();

  await keys.to(page.getByRole('combobox', { name: 'Team' }));
  await keys.type('Autumn');
  const review = page.getByRole('switch');
  await keys.to(review);
  await keys.press('Space');
  await expect(review).toBeChecked();
  const asker = await phone();
  await asker.writes(question);
  await expect(asker.page.getByText('A moderator will look at it first.')).toBeVisible();

  await keys.to(page.getByRole('tab', { selected: true }));
  await keys.press('ArrowLeft');
  await keys.isAt(desk.tab('Review'));
  await expect(desk.row(question)).toBeVisible();
  await keys.press('j');
  await keys.press('a');
  await asker.sees(question);
  await keys.isSomewhere();

  await keys.to(page.getByRole('tab', { selected: true }));
  await keys.press('ArrowRight');
  await keys.press('j');
  await keys.press('t');
  await keys.type('Keys');
  await keys.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove tag Keys' })).toBeVisible();
  await keys.isSomewhere();
  await keys.to(page.getByRole('button', { name: 'Remove tag Keys' }), 'Shift+Tab');
  await keys.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove tag Keys' })).toBeHidden();
  await keys.isSomewhere();
  await keys.press('Escape');
  for (const key of ['n', 'n', 'p', 'f', 'f', 'z', 'z']) {
    await keys.press(key);
    await keys.isSomewhere();
  }
  await keys.press('d');
  await keys.type('In the red box, beside the gate.');
  await keys.does(page.getByRole('button', { name: 'Save answer' }));
  await expect(page.getByLabel('Your answer')).toBeHidden();
  await keys.isSomewhere();
  await keys.press('x');
  await keys.isSomewhere();
  await keys.press('z');
  await keys.isSomewhere();

  await keys.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await keys.isSomewhere();
  await keys.press('Escape');
  await keys.isSomewhere();
  const activity = page.getByRole('button', { name: 'Activity' });
  await keys.to(activity, 'Shift+Tab');
  await keys.press('Enter');
  await keys.isAt(page.getByRole('heading', { name: 'Activity' }));
  await keys.press('Escape');
  await keys.isAt(activity);
});

test('an administrator makes a team and removes it again', async ({ arrive }) => {
  const admin = await arrive(Desk, '/admin', desktop);
  await admin.signsIn();
  const { page } = admin;
  const keys = new Keys(page);
  const anew = page.getByRole('button', { name: 'New team' });
  await keys.does(anew);
  await keys.isAt(page.getByLabel('Name'));
  await keys.type('Night shift');
  await keys.press('Enter');
  await expect(page.getByRole('heading', { name: 'Night shift' })).toBeVisible();
  await keys.isAt(anew);

  const remove = page.getByRole('button', { name: 'Delete: Night shift' });
  await keys.does(remove);
  await keys.isSomewhere();
  await keys.press('Escape');
  await keys.isAt(remove);
  await keys.press('Enter');
  await keys.does(page.getByRole('dialog').getByRole('button').last());
  await expect(page.getByRole('heading', { name: 'Night shift' })).toBeHidden();
  await keys.isSomewhere();
});
