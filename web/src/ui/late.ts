/** What is in `extras`, by name: each is there once that piece is fetched. */
import { lazily } from './lazily';

export const extras = () => import('./extras');

export const EditForm = lazily(async () => (await extras()).EditForm);
export const Finder = lazily(async () => (await extras()).Finder);
export const Foot = lazily(async () => (await extras()).Foot);
export const KeptAsks = lazily(async () => (await extras()).KeptAsks);
export const Linked = lazily(async () => (await extras()).Linked);
export const NoTeam = lazily(async () => (await extras()).NoTeam);
export const Paused = lazily(async () => (await extras()).Paused);
export const Similar = lazily(async () => (await extras()).Similar);
