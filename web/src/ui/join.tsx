import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, sentenceOf, type Api } from '../core/api';
import { readCode, type TypedCode } from '../core/join-code';
import type { Team } from '../core/types';
import { t } from '../core/words';
import { Settings } from './settings';

interface Props {
  api: Api;
  /** A code that came with the address and leads nowhere, or nothing. */
  tried: string;
  /** Where staff sign in. */
  staffAddress: string;
  enter: (address: string) => void;
}

interface Door {
  tenantSlug: string;
  team: Team;
}

/** What is wrong with the code, and where its room can still be read. */
interface Trouble {
  message: string;
  read?: string;
}

/** The front door: a code is typed, a room is entered. */
export function Join({ api, tried, staffAddress, enter }: Props) {
  return (
    <>
      <header class="band join-band">
        <div class="band-top">
          <p class="tenant">Openfloor</p>
          <Settings />
        </div>
        <h1>{t('join.heading')}</h1>
        <p class="lede">{t('join.lede')}</p>
      </header>
      <main class="join">
        <CodeForm api={api} tried={tried} enter={enter} />
        <p class="staff">
          {t('join.staff')} <a href={staffAddress}>{t('join.staff.signIn')}</a>
        </p>
      </main>
    </>
  );
}

function CodeForm({ api, tried, enter }: Omit<Props, 'staffAddress'>) {
  const [code, setCode] = useState(tried);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [looking, setLooking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const send = async () => {
    if (looking) return;
    setLooking(true);
    const way = await findWay(api, readCode(code));
    setLooking(false);
    if (typeof way === 'string') return enter(way);
    setTrouble(way);
    field.current?.focus();
  };
  useEffect(() => {
    if (tried) void send();
  }, []);
  return (
    <form
      class="code-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        <span>{t('join.code')}</span>
        <input
          ref={field}
          class="code"
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          spellcheck={false}
          maxLength={64}
          value={code}
          aria-invalid={trouble !== null}
          aria-describedby="code-note"
          onInput={(event) => {
            setCode(event.currentTarget.value);
            setTrouble(null);
          }}
        />
      </label>
      <div id="code-note">
        {!trouble && <p class="hint">{t('join.code.hint')}</p>}
        <p class="error" role="alert">
          {trouble?.message} {trouble?.read && <a href={trouble.read}>{t('join.ended.read')}</a>}
        </p>
      </div>
      <button type="submit" class="primary" aria-disabled={looking}>
        {t(looking ? 'join.entering' : 'join.enter')}
      </button>
    </form>
  );
}

/** The address of the room, or why there is none. */
async function findWay(api: Api, typed: TypedCode): Promise<string | Trouble> {
  if (typed.kind === 'empty') return { message: t('join.empty') };
  if (typed.kind === 'wrong') return { message: t('join.wrong') };
  if (typed.kind === 'alike') return { message: t('join.wrong.letter', { letter: typed.letter }) };
  try {
    const { team, tenantSlug } = await api.get<Door>(`/join/${typed.code}`);
    const address = `/room/${encodeURIComponent(team.slug)}?tenantId=${encodeURIComponent(tenantSlug)}`;
    if (team.state !== 'closed') return address;
    return { message: t('join.ended', { room: team.name }), read: address };
  } catch (error) {
    const unknown = error instanceof ApiError && error.status === 404;
    return { message: unknown ? t('join.unknown', { code: typed.code }) : sentenceOf(error) };
  }
}
