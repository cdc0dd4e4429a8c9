import { t } from '../../core/words';

interface Props {
  label: string;
  /** Oldest first; null where nothing is known. */
  values: readonly (number | null)[];
  /** How many values the whole width holds. */
  width: number;
  say: (value: number | null) => string;
}

const height = 40;

/** A line of the last minutes. What it shows is said in words too: now, and the highest. */
export function Plot({ label, values, width, say }: Props) {
  const known = values.filter((value) => value !== null);
  const max = known.length > 0 ? Math.max(...known) : null;
  const now = values.at(-1) ?? null;
  const line = path(values, width, max || 1);
  return (
    <figure class="plot">
      <figcaption>
        <span>{label}</span>
        <strong>{say(now)}</strong>
        <span class="highest">{t('admin.live.max', { value: say(max) })}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={t('admin.live.plot', { label, value: say(now), max: say(max) })}
        viewBox={`0 0 ${width - 1} ${height}`}
        preserveAspectRatio="none"
      >
        <path class="ground" d={`M0 ${height}H${width - 1}`} />
        <path class="line" d={line} />
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{t('admin.live.ago')}</span>
        <span>{t('admin.live.now')}</span>
      </p>
    </figure>
  );
}

/** From the left edge five minutes ago to the right edge now; the line is broken where nothing is known. */
export function path(values: readonly (number | null)[], width: number, max: number): string {
  const start = width - values.length;
  let down = false;
  return values
    .map((value, index) => {
      if (value === null) {
        down = false;
        return '';
      }
      const y = height - 1 - (value / max) * (height - 3);
      const step = `${down ? 'L' : 'M'}${start + index} ${Math.round(y * 10) / 10}`;
      // A dot, where a value stands alone.
      const alone = !down && (values[index + 1] ?? null) === null ? 'h0' : '';
      down = true;
      return step + alone;
    })
    .join('');
}
