import { useEffect, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import { graphemes } from '../core/graphemes';
import { learn } from '../core/reducer';
import type { Store } from '../core/store';
import type { Toasts } from '../core/toasts';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { Icon } from './icons';

const enough = 10;
const pause = 400;
const most = 3;

interface Props {
  text: string;
  store: Store;
  deeds: Deeds;
  toasts: Promise<Toasts>;
  /** The words are not asked after all, or asked nevertheless. */
  onWords: (text: string) => void;
}

/** Maybe somebody asked it already: choosing theirs gives it a vote instead of asking once more. */
export function Similar({ text, store, deeds, toasts, onWords }: Props) {
  const [found, setFound] = useState<readonly Question[]>([]);
  const wanted = graphemes(text.trim()) >= enough ? text.trim() : '';
  useEffect(() => {
    if (!wanted) return setFound([]);
    let current = true;
    // What was found stays until there is something new; a failed search is nobody's business.
    const show = (questions: readonly Question[]) => current && setFound(questions.slice(0, most));
    const timer = setTimeout(() => void find(store, wanted).then(show, () => undefined), pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  const choose = async (question: Question) => {
    onWords('');
    const back = voteFor(store, deeds, question);
    (await toasts).say(t('room.similar.voted'), {
      label: t('common.undo'),
      run: () => {
        onWords(text);
        back();
      },
    });
  };
  return (
    <div class="similar" role="status">
      {found.length > 0 && <p class="hint">{t('room.similar')}</p>}
      {found.map((question) => (
        <button type="button" key={question.id} onClick={() => void choose(question)}>
          <span dir="auto">{question.body}</span>
          <small>
            <Icon name={question.viewer?.upvoted ? 'check' : 'up'} />
            {t('room.similar.votes', { n: question.upvotes })}
          </small>
        </button>
      ))}
    </div>
  );
}

async function find(store: Store, text: string): Promise<readonly Question[]> {
  const teamId = store.get().team?.id;
  const query = { q: text, ...(teamId ? { teamId } : {}) };
  return (await store.api.get<{ items: Question[] }>('/questions/similar', query)).items;
}

/** Votes, unless the vote is in there already; returns the way back. */
function voteFor(store: Store, deeds: Deeds, question: Question): () => void {
  store.change((state) => learn(state, question));
  if (store.get().questions.get(question.id)?.viewer?.upvoted) return () => undefined;
  const toggle = () => void deeds.toggleVote(question.id);
  toggle();
  return toggle;
}
