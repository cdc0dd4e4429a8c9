/**
 * What hangs on the wall of the room, /wall and /wall/<team-slug>: the question being answered, the
 * next ones, and how to join. Signed in as a moderator, its keys move the stage for everybody.
 */
import '../styles/base.css';
import '../styles/wall.css';
import { render } from 'preact';
import { StageHand } from '../core/stage-hand';
import type { Boot, Me } from '../core/types';
import { extras } from '../ui/wall/late';
import { Wall } from '../ui/wall/page';
import { boot, inlay, slugOf } from './boot';
import { browserStore } from './browser';

await boot();

const slug = slugOf(location.pathname);
const given = inlay<Boot>('snapshot');
const origin = given?.origin ?? location.origin;
let me = given?.me;
const look = async () => {
  me = await store.api.get<Me>('/auth/me').catch(() => me);
};
const store = browserStore({ slug, onIdentity: () => void look() });
const hand = new StageHand(store.api, () => me?.kind === 'staff');

// First what came with the page: a picture without it would move a moment later.
store.start();
const app = document.getElementById('app');
if (app) render(<Wall store={store} slug={slug} hand={hand} origin={origin} search={location.search} />, app);
if (!me) void look();
void extras().then(({ stayAwake }) => stayAwake());
