import { describe, expect, it } from 'vitest';
import { contrastWithWhite, darkened, isColor, leastContrast } from '../src/core/color';

describe('a brand colour', () => {
  it('is measured as WCAG does', () => {
    expect(contrastWithWhite('#FFFFFF')).toBeCloseTo(1);
    expect(contrastWithWhite('#000000')).toBeCloseTo(21);
    expect(contrastWithWhite('#767676')).toBeCloseTo(4.54, 2);
    expect(contrastWithWhite('#777777')).toBeLessThan(leastContrast);
  });

  it('is darkened until white can be read on it, and no further', () => {
    expect(darkened('#0b6655')).toBe('#0B6655');
    for (const light of ['#6FBF9B', '#FFFF00', '#FFFFFF', '#3B82F6']) {
      const dark = darkened(light);
      expect(contrastWithWhite(dark), light).toBeGreaterThanOrEqual(leastContrast);
      expect(contrastWithWhite(dark), light).toBeLessThan(leastContrast + 0.3);
    }
  });

  it('is six hexadecimal digits', () => {
    expect(['#0B6655', '#abcdef'].every(isColor)).toBe(true);
    expect(['0B6655', '#0B665', '#0B66555', '#0B665g', 'red'].some(isColor)).toBe(false);
  });
});
