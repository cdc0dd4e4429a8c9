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
  /** The words are not asked after all. */
  onChoose: () => void;
  /** They may be asked nevertheless. */
  onBack: (text: string) => void;
}

/** Maybe somebody asked it already: choosing theirs gives it a vote instead of asking once more. */
export function Similar({ text, store, deeds, toasts, onChoose, onBack }: Props) {
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
  const choose = async ({ id }: Question) => {
    const voted = () => store.get().questions.get(id)?.viewer?.upvoted ?? false;
    const before = voted();
    onChoose();
    if (!before) await deeds.toggleVote(id);
    // Why it failed stands next to the question.
    if (!voted()) return onBack(text);
    const undo = () => {
      onBack(text);
      if (!before && voted()) void deeds.toggleVote(id);
    };
    (await toasts).say(t('room.similar.voted'), { label: t('common.undo'), run: undo });
  };
  return (
    <div class="similar" role="status">
      {found.length > 0 && <p class="hint">{t('room.similar')}</p>}
      {found.map((question) => (
        <Found
          key={question.id}
          question={question}
          onChoose={() => {
            store.change((state) => learn(state, question));
            if (takesVotes(question)) void choose(question);
          }}
        />
      ))}
    </div>
  );
}

async function find(store: Store, text: string): Promise<readonly Question[]> {
  const teamId = store.get().team?.id;
  const query = { q: text, ...(teamId ? { teamId } : {}) };
  return (await store.api.get<{ items: Question[] }>('/questions/similar', query)).items;
}

/** What takes a vote is given one; the way to anything else is shown. */
function Found({ question, onChoose }: { question: Question; onChoose: () => void }) {
  const words = <span dir="auto">{question.body}</span>;
  const votes = t('room.similar.votes', { n: question.upvotes });
  if (!takesVotes(question))
    return (
      <a href={`#q-${question.id}`} onClick={onChoose}>
        {words}
        <small>{votes}</small>
      </a>
    );
  return (
    <button type="button" onClick={onChoose}>
      {words}
      <small>
        <Icon name={question.viewer?.upvoted ? 'check' : 'up'} />
        {votes}
      </small>
    </button>
  );
}

function takesVotes({ status, isFrozen }: Question): boolean {
  return status === 'OPEN' && !isFrozen;
}
