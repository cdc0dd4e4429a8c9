/** The front door, /: a code is typed, a room is entered. `?code=` is one that led nowhere. */
import '../styles/base.css';
import '../styles/controls.css';
import '../styles/band.css';
import '../styles/join.css';
import { render } from 'preact';
import { keepFocus } from '../ui/keep-focus';
import { Join } from '../ui/join';
import { boot } from './boot';
import { browserApi } from './browser-api';

await boot();
keepFocus();

const query = new URLSearchParams(location.search);
const tried = query.get('code') ?? '';
query.delete('code');

const app = document.getElementById('app');
if (app)
  render(
    <Join
      api={browserApi()}
      tried={tried}
      staffAddress={query.size > 0 ? `/moderate?${query}` : '/moderate'}
      enter={(address) => location.assign(address)}
    />,
    app,
  );
