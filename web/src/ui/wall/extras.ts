/** What a wall can hang without at first, in one piece that is fetched after the rest. */
export { Choose } from './choose';
export { Controls } from './controls';
export { stayAwake } from './stay-awake';
export { travel } from './travel';
