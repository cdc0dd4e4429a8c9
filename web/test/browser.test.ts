import { afterEach, expect, it, vi } from 'vitest';
import { deps } from '../src/pages/browser';

afterEach(() => vi.restoreAllMocks());

it('a browser that forbids site data is asked for neither storage, locks nor channels', () => {
  vi.stubGlobal('BroadcastChannel', vi.fn());
  expect(deps().BroadcastChannel).toBeDefined();
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  const { storage, locks, BroadcastChannel: channel } = deps();
  expect([storage, locks, channel]).toEqual([undefined, undefined, undefined]);
  vi.unstubAllGlobals();
});
