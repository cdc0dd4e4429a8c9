/** What a screen can show without at first, in one piece that is fetched after the rest. */
export { Kin } from '../core/kin';
export { Toasts } from '../core/toasts';
export { EditForm } from './edit-form';
export { Finder } from './finder';
export { Foot } from './foot';
export { glide, places } from './glide';
export { KeptAsks } from './kept-asks';
export { Linked } from './linked';
export { NoTeam } from './no-team';
export { Paused } from './paused';
export { Similar } from './similar';
export { withdrawWithUndo } from './withdraw-with-undo';
