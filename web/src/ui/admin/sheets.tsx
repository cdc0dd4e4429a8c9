import { useEffect, useRef } from 'preact/hooks';
import type { Team } from '../../core/types';
import { t } from '../../core/words';

interface Props {
  teams: readonly Team[];
  origin: string;
  /** Printed, or called off. */
  onDone: () => void;
}

/** One page a team, to hang on the door: on paper only, as the print stylesheet has it. */
export function Sheets({ teams, origin, onDone }: Props) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let called = false;
    const images = [...(root.current?.querySelectorAll('img') ?? [])];
    // A QR that does not come leaves address and code, which are enough.
    void Promise.allSettled(images.map((image) => image.decode())).then(() => {
      if (called) return;
      print();
      onDone();
    });
    return () => {
      called = true;
    };
  }, []);
  return (
    <div class="sheets" ref={root}>
      {teams.map((team) => (
        <section class="sheet" key={team.id}>
          <h2 dir="auto">{team.name}</h2>
          <p>{t('admin.sheet.invite')}</p>
          <img
            src={`/join/${encodeURIComponent(team.joinCode)}/qr.svg`}
            alt={t('admin.sheet.qr', { name: team.name })}
          />
          <p>
            {t('admin.sheet.at')}
            <strong>{origin.replace(/^https?:\/\//, '')}</strong>
          </p>
          <p>
            {t('admin.sheet.code')}
            <strong class="code">{team.joinCode}</strong>
          </p>
        </section>
      ))}
    </div>
  );
}
