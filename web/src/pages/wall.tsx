/** The big screen, /wall and /wall/<team-slug>. */
import '../styles/base.css';
import { render } from 'preact';

const app = document.getElementById('app');
if (app) render(<h1>Wall</h1>, app);
