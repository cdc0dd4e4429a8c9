/** Colours as `#RRGGBB`, and whether white text can be read on them (WCAG 2.2, relative luminance). */

/** What the server asks of a brand colour. */
export const leastContrast = 4.5;

export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** From 1 (white on white) to 21 (white on black). */
export function contrastWithWhite(color: string): number {
  const [r = 0, g = 0, b = 0] = channels(color).map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
}

/** The lightest shade of this colour that carries white text; the colour itself if it does. */
export function darkened(color: string): string {
  for (let share = 100; share > 0; share -= 1) {
    const shade = `#${channels(color)
      .map((byte) => Math.round((byte * share) / 100))
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')}`;
    if (contrastWithWhite(shade) >= leastContrast) return shade.toUpperCase();
  }
  return '#000000';
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) || 0);
}
