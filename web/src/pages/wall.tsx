/**
 * What hangs on the wall of the room, /wall and /wall/<team-slug>: the question being answered, the
 * next ones, and how to join. Signed in as a moderator, its keys move the stage for everybody.
 */
import '../styles/base.css';
import '../styles/wall.css';
import { render } from 'preact';
import { Session } from '../core/session';
import { StageHand } from '../core/stage-hand';
import { Wall } from '../ui/wall/page';
import { boot, inlay } from './boot';
import { browserApi, browserStore } from './browser';

await boot();

const segment = /^\/wall\/([^/]+)/.exec(location.pathname)?.[1];
const slug = segment ? decodeURIComponent(segment) : null;
const session = new Session(browserApi());
const store = browserStore({ slug, onIdentity: () => void session.check() });
const hand = new StageHand(store.api, () => session.get().kind === 'staff');
const origin = inlay<{ origin?: string }>('snapshot')?.origin ?? location.origin;

const app = document.getElementById('app');
if (app) render(<Wall store={store} slug={slug} hand={hand} origin={origin} search={location.search} />, app);
store.start();
void session.check();
