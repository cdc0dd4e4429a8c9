import { render, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import { useStore } from '../src/ui/use-store';

it('what changed after the first picture, before anybody listened, is shown', () => {
  const pictures = ['asking', 'signed in'];
  const source = { get: () => pictures.shift() ?? 'signed in', subscribe: () => () => undefined };
  function Shown() {
    return <p>{useStore(source)}</p>;
  }
  render(<Shown />);
  expect(screen.getByText('signed in')).toBeTruthy();
});
