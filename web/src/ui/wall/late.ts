/** What is in `extras`, by name: each is there once that piece is fetched. */
import { lazily } from '../lazily';

export const extras = () => import('./extras');

export const Choose = lazily(async () => (await extras()).Choose);
export const Controls = lazily(async () => (await extras()).Controls);
