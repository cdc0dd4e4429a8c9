/**
 * The audience's page, /room and /room/<team-slug>.
 *
 * Each question is an <article data-question-id> named by its words; every control has a name.
 */
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/band.css';
import '../styles/list.css';
import '../styles/room.css';
import '../styles/toasts.css';
import { render } from 'preact';
import { DraftKeeper } from '../core/draft';
import { extras } from '../ui/late';
import { keepFocus } from '../ui/keep-focus';
import { Room } from '../ui/room';
import { boot, slugOf } from './boot';
import { sessionStore, time } from './browser';
import { newKey } from './browser-api';
import { sharedStore } from './shared';

await boot();
keepFocus();

const slug = slugOf(location.pathname);
const tenant = new URLSearchParams(location.search).get('tenantId') ?? '';
const { store, deeds } = sharedStore({ slug });
const keeper = new DraftKeeper(`openfloor.draft.${tenant}.${slug ?? ''}`, sessionStore(), newKey);

const toasts = extras().then(({ Kin, Toasts }) => {
  new Kin(store, deeds).open();
  return new Toasts(time);
});

// First what came with the page: a picture without it would be pushed down a moment later.
store.start();
const app = document.getElementById('app');
if (app) render(<Room {...{ store, deeds, keeper, toasts }} search={location.search} />, app);
