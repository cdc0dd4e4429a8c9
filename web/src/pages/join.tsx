/** The front door, /: a code is typed, a room is entered. */
import '../styles/base.css';
import { render } from 'preact';

const app = document.getElementById('app');
if (app) render(<h1>Join</h1>, app);
