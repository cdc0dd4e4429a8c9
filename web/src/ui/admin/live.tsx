import { useEffect } from 'preact/hooks';
import { kept, type Beat, type Pulse } from '../../core/pulse';
import { number, t, type WordKey } from '../../core/words';
import { useStore } from '../use-store';
import { Plot } from './plot';

/** How the server does right now; read only while this is looked at. */
export function Live({ pulse, tenant }: { pulse: Pulse; tenant: string }) {
  const { stats, beats } = useStore(pulse);
  useEffect(() => {
    pulse.start(tenant);
    return () => pulse.stop();
  }, [pulse, tenant]);
  const tally: [WordKey, number | undefined][] = [
    ['admin.live.asked', stats?.asked],
    ['admin.live.publishedQuestions', stats?.published],
    ['admin.live.answered', stats?.answered],
    ['admin.live.declined', stats?.declined],
  ];
  return (
    <>
      <div class="intro">
        <p>{t('admin.live.text')}</p>
      </div>
      <div class="plots">
        {plots.map(([label, of, say]) => (
          <Plot
            key={label}
            label={t(label)}
            values={beats.map((beat) => beat && of(beat))}
            width={kept}
            say={(value) => (value === null ? t('admin.live.none') : say(value))}
          />
        ))}
      </div>
      <h2 class="tally-title">{t('admin.live.questions')}</h2>
      <dl class="tally">
        {tally.map(([label, n]) => (
          <div key={label}>
            <dt>{t(label)}</dt>
            <dd>{n === undefined ? t('admin.live.none') : number(n)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const rate = (value: number) => number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
const milliseconds = (seconds: number) =>
  t('admin.live.ms', { n: seconds < 0.01 ? Math.round(seconds * 10_000) / 10 : Math.round(seconds * 1000) });

const plots: readonly [WordKey, (beat: Beat) => number | null, (value: number) => string][] = [
  ['admin.live.listeners', (beat) => beat.listeners, number],
  ['admin.live.published', (beat) => beat.publishedPerSecond, rate],
  ['admin.live.delivered', (beat) => beat.deliveredPerSecond, rate],
  ['admin.live.p99', (beat) => beat.p99, milliseconds],
];
