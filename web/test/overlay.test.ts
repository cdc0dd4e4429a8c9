// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { applyOverlay, ask, begin, dropAsk, emptyOverlay, settle, type Overlay } from '../src/core/overlay';
import { emptyState, learn, learnVote, reduce } from '../src/core/reducer';
import type { Question } from '../src/core/types';
import { chance, question, vote } from './fakes';

const voting = (seenVersion: number, upvoted = true): Overlay =>
  begin(emptyOverlay, 'v', { kind: 'vote', questionId: 'q', upvoted, seenVersion });
const shown = (base: Question, overlay: Overlay) =>
  applyOverlay(new Map([[base.id, base]]), overlay).get(base.id);

describe('a vote', () => {
  it('counts at once', () => {
    expect(shown(question('q', { upvotes: 4 }), voting(1))).toMatchObject({
      upvotes: 5,
      viewer: { upvoted: true },
    });
  });

  it('is taken off at once', () => {
    const mine = question('q', { upvotes: 4, viewer: { upvoted: true, own: false } });
    expect(shown(mine, voting(1, false))).toMatchObject({ upvotes: 3, viewer: { upvoted: false } });
  });

  it('is not counted on top of a newer picture, which may contain it', () => {
    expect(shown(question('q', { upvotes: 5, version: 2 }), voting(1))).toMatchObject({ upvotes: 5 });
  });

  it('is not counted again once confirmed', () => {
    const confirmed = question('q', { upvotes: 5, version: 1, viewer: { upvoted: true, own: false } });
    expect(shown(confirmed, voting(1))).toMatchObject({ upvotes: 5 });
  });

  it('leaves with its answer, or with a message', () => {
    expect(settle(voting(1), 'v')).toEqual(emptyOverlay);
    const failed = settle(voting(1), 'v', 'Question is frozen');
    expect(shown(question('q', { upvotes: 4 }), failed)).toMatchObject({ upvotes: 4 });
    expect(failed.messages.get('q')).toBe('Question is frozen');
    const again = begin(failed, 'v', { kind: 'vote', questionId: 'q', upvoted: true, seenVersion: 1 });
    expect(again.messages.size).toBe(0);
  });

  it.each(Array.from({ length: 100 }, (_, seed) => seed))(
    'is never counted twice, whatever comes first (seed %i)',
    (seed) => {
      const random = chance(seed);
      let others = Math.floor(random() * 5);
      let mine: boolean = false;
      let version = 1;
      let state = learn(
        emptyState,
        question('q', { upvotes: others, viewer: { upvoted: false, own: false } }),
      );
      let overlay = emptyOverlay;
      for (let round = 0; round < 20; round += 1) {
        const wanted: boolean = !mine;
        overlay = begin(overlay, 'v', {
          kind: 'vote',
          questionId: 'q',
          upvoted: wanted,
          seenVersion: version,
        });
        const events = [];
        const crowd = Math.floor(random() * 3);
        const moment = Math.floor(random() * (crowd + 1));
        let answer = { questionId: 'q', upvotes: 0, upvoted: wanted, version: 0 };
        for (let i = 0; i <= crowd; i += 1) {
          if (i === moment) {
            mine = wanted;
            answer = { questionId: 'q', upvotes: others + Number(mine), upvoted: mine, version: version + 1 };
          } else others += 1;
          version += 1;
          events.push(vote('q', others + Number(mine), version));
        }
        const answeredAt = Math.floor(random() * (events.length + 1));
        for (let i = 0; i <= events.length; i += 1) {
          if (i === answeredAt) {
            state = learnVote(state, answer);
            overlay = settle(overlay, 'v');
          }
          const event = events[i];
          if (event) state = reduce(state, event);
          const count = applyOverlay(state.questions, overlay).get('q')?.upvotes ?? -1;
          expect(count).toBeLessThanOrEqual(others + 1);
          expect(count).toBeGreaterThanOrEqual(0);
        }
        const settled = applyOverlay(state.questions, overlay).get('q');
        expect(settled).toMatchObject({ upvotes: others + Number(mine), viewer: { upvoted: mine } });
      }
    },
  );
});

it('a change is shown until it is settled, and only on its question', () => {
  const overlay = begin(emptyOverlay, 'c', { kind: 'change', questionId: 'q', change: { isPinned: true } });
  expect(shown(question('q'), overlay)?.isPinned).toBe(true);
  expect(shown(question('other'), overlay)?.isPinned).toBe(false);
  expect(shown(question('q'), settle(overlay, 'c'))?.isPinned).toBe(false);
  expect(settle(overlay, 'unknown')).toBe(overlay);
});

it('an ask is replaced by its own Retry, never doubled', () => {
  const draft = { key: 'k', body: 'Why?', authorName: null };
  const failed = ask(ask(emptyOverlay, { ...draft, error: null }), { ...draft, error: 'No network' });
  expect(failed.asks).toEqual([{ ...draft, error: 'No network' }]);
  expect(dropAsk(failed, 'k').asks).toEqual([]);
});
