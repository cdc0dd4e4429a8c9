/** A stream client on fakes, what it heard and what it was told. */
import { Stream } from '../src/core/stream';
import { fakeWorld, vote, type FakeSource } from './fakes';

export const say = (source: FakeSource, seq: number, epoch = 'a') =>
  source.say({ ...vote('q', seq, seq), seq }, `${epoch}-${seq}`);

export function listening(fetch?: Parameters<typeof fakeWorld>[0]) {
  const world = fakeWorld(fetch);
  const heard: (number | undefined)[] = [];
  const told: string[] = [];
  const stream = new Stream({ tenant: 'acme', query: { tenantId: 'acme' } }, world.deps, {
    event: (event) => {
      if (event.seq === 666) throw new Error('a handler stumbles');
      heard.push(event.seq);
    },
    reset: (reason) => told.push(`reset ${reason}`),
    identity: (as) => told.push(`now ${as}`),
    status: (status) => told.push(status),
  });
  return { ...world, stream, heard, told };
}
