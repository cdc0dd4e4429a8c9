/** What a screen can show without at first, in one piece that is fetched after the rest. */
export { EditForm } from './edit-form';
export { Finder } from './finder';
export { OwnNews } from './own-news';
export { Similar } from './similar';
