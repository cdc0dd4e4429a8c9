/**
 * The moderator's page, /moderate: sign in, then answer, pin, freeze, tag, review and delete.
 *
 * Each question is an <article data-question-id> named by its words; every control has a name.
 */
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/list.css';
import '../styles/moderate.css';
import { render } from 'preact';
import { Session } from '../core/session';
import { Moderate } from '../ui/moderate/page';
import { boot } from './boot';
import { browserApi } from './browser-api';
import { sharedStore } from './shared';

await boot();

const session = new Session(browserApi());
const open = () =>
  sharedStore({
    slug: null,
    alsoRead: ['UNDER_REVIEW'],
    withTags: true,
    onIdentity: () => void session.check(),
  });

const app = document.getElementById('app');
if (app) render(<Moderate session={session} open={open} />, app);
void session.check();
