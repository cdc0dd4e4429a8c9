/**
 * The moderator's page, /moderate: sign in, then answer, pin, freeze, tag, review and delete.
 *
 * Each question is an <article data-question-id> named by its words; every control has a name.
 */
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/list.css';
import '../styles/toasts.css';
import '../styles/moderate.css';
import '../styles/desk.css';
import '../styles/desk-wide.css';
import '../styles/card.css';
import { render } from 'preact';
import { AuditLog } from '../core/audit';
import { Moderation } from '../core/moderation';
import { Session } from '../core/session';
import { Toasts } from '../core/toasts';
import type { Boot } from '../core/types';
import { keepFocus } from '../ui/keep-focus';
import { Moderate, type Opened } from '../ui/moderate/page';
import { boot, inlay } from './boot';
import { time } from './browser';
import { browserApi } from './browser-api';
import { sharedStore } from './shared';

await boot();
keepFocus();

const told = inlay<Boot>('snapshot');
const session = new Session(browserApi(), told?.me);
const check = () => void session.check();

function open(): Opened {
  const { store, deeds } = sharedStore({
    slug: null,
    as: 'staff',
    alsoRead: ['UNDER_REVIEW', 'ARCHIVED', 'REJECTED'],
    withTags: true,
    onIdentity: check,
  });
  const toasts = new Toasts(time);
  const moderation = new Moderation(store, deeds, toasts, check);
  return { store, deeds, moderation, toasts, audit: new AuditLog(store.api, store, time) };
}

const app = document.getElementById('app');
if (app)
  render(<Moderate session={session} open={open} search={location.search} house={told?.tenant.name} />, app);
if (!told) check();
