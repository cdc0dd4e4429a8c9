import { useEffect, useState } from 'preact/hooks';
import { graphemes } from '../core/graphemes';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { Icon } from './icons';

const enough = 10;
const pause = 400;
const most = 3;

interface Props {
  text: string;
  find: (text: string) => Promise<readonly Question[]>;
  onChoose: (question: Question) => void;
}

/** Maybe somebody asked it already: choosing theirs gives it a vote instead of asking once more. */
export function Similar({ text, find, onChoose }: Props) {
  const [found, setFound] = useState<readonly Question[]>([]);
  const wanted = graphemes(text.trim()) >= enough ? text.trim() : '';
  useEffect(() => {
    if (!wanted) return setFound([]);
    let current = true;
    // What was found stays until there is something new; a failed search is nobody's business.
    const show = (questions: readonly Question[]) => current && setFound(questions.slice(0, most));
    const timer = setTimeout(() => void find(wanted).then(show, () => undefined), pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return (
    <div class="similar" role="status">
      {found.length > 0 && <p class="hint">{t('room.similar')}</p>}
      {found.map((question) => (
        <button type="button" key={question.id} onClick={() => onChoose(question)}>
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
