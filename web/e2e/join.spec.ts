/** How people come in: by a code they typed, by a QR code, and without JavaScript. */
import { Door, Phone } from './screen';
import { desktop, expect, handheld, test } from './test';
import { questionsOf, shows, townHall } from './truth';

const question = 'Is this the right door?';

test('a code opens its room however it is typed', async ({ arrive, server }) => {
  const { joinCode } = await townHall(server);
  const door = await arrive(Door, '/', handheld);
  const spellings = [
    joinCode,
    joinCode.toLowerCase(),
    ` ${joinCode.slice(0, 3)} ${joinCode.slice(3)} `,
    `${joinCode.slice(0, 3)}-${joinCode.slice(3).toLowerCase()}`,
    [...joinCode].join('–'),
  ];
  for (const spelling of spellings) {
    await door.enters(spelling);
    await expect(door.page).toHaveURL(/\/room\/town-hall\?tenantId=demo$/);
    await expect(door.page.getByRole('heading', { name: 'Autumn town hall' })).toBeVisible();
    await door.goesBack();
  }
});

test('a code that leads nowhere is told beside the field, which keeps the focus', async ({
  arrive,
  office,
}) => {
  const door = await arrive(Door, '/', desktop);
  await door.enters('');
  await door.complains('Type the code first.');
  await door.enters('K7PM2');
  await door.complains('That is not a code: a code has six letters and digits.');
  await door.enters('k7pmo2');
  await door.complains('There is no O in a code. Please look again.');
  await door.enters('ZZZ ZZZ');
  await door.complains('There is no room with the code ZZZZZZ.');

  const over = await office.furnishes('Spring town hall', 'spring');
  await office.does('PATCH', `/teams/${over.id}`, { state: 'closed' });
  await door.enters(over.joinCode);
  await door.complains('“Spring town hall” has ended. Read its questions and answers');
  await door.page.getByRole('link', { name: 'Read its questions and answers' }).click();
  await expect(door.page.getByText('This room is closed. Thank you for your questions.')).toBeVisible();
});

test('what the QR code says leads into the room, and a wrong one to the door', async ({ arrive, server }) => {
  const { joinCode } = await townHall(server);
  const guest = await arrive(Phone, `/j/${joinCode}`, handheld);
  await expect(guest.page).toHaveURL(/\/room\/town-hall\?tenantId=demo$/);
  await guest.asks(question);

  const lost = await arrive(Door, '/j/ZZZZZZ', handheld);
  await lost.complains('There is no room with the code ZZZZZZ.');
});

test('a room without JavaScript asks and votes', async ({ arrive, phone, server }) => {
  const reader = await phone();
  const { page } = await arrive(Door, '/plain/town-hall', { ...handheld, javaScriptEnabled: false });
  await page.getByLabel('Your question').fill(question);
  await page.getByLabel('Your name (optional)').fill('Kim');
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.getByRole('status')).toHaveText('Your question is in.');
  await reader.sees(question);
  await expect(reader.row(question)).toContainText('Kim');

  const row = page.getByRole('listitem').filter({ hasText: question });
  await row.getByRole('button', { name: 'Upvote' }).click();
  await expect(row.getByRole('button', { name: 'Take back' })).toBeVisible();
  await reader.showsVotes(question, 1);
  await row.getByRole('button', { name: 'Take back' }).click();
  await expect(row.getByRole('button', { name: 'Upvote' })).toBeVisible();
  await reader.showsVotes(question, 0);

  await page.getByLabel('Your question').fill(' ');
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.getByRole('alert')).toHaveText('Please write something.');
  const room = await townHall(server);
  await shows(
    reader,
    (await questionsOf(server)).filter(({ teamId }) => teamId === room.id),
  );
});
