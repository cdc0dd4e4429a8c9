import { useEffect, useRef } from 'preact/hooks';
import type { Toasts } from '../core/toasts';
import type { Question } from '../core/types';
import { t, type WordKey } from '../core/words';
import { chime } from './chime';
import { marked } from './marks';

interface Props {
  questions: ReadonlyMap<string, Question>;
  /** The id of the question being answered. */
  staged: string | undefined;
  toasts: Toasts;
}

interface Known extends Pick<Question, 'status' | 'responseText'> {
  staged: boolean;
}

/** Tells the author what became of a question; with a sound and a notice of the system if opted in. */
export function OwnNews({ questions, staged, toasts }: Props) {
  const known = useRef(new Map<string, Known>());
  useEffect(() => {
    const now = new Map<string, Known>();
    for (const question of questions.values()) {
      if (!question.viewer?.own) continue;
      const { id, status, responseText } = question;
      now.set(id, { status, responseText, staged: id === staged });
      const before = known.current.get(id);
      const word = before && news(before, question, id === staged);
      if (word) announce(toasts, `${word} ${id}`, t(word, { body: clip(question.body) }));
    }
    known.current = now;
  }, [questions, staged]);
  return null;
}

function news(before: Known, { status, responseText }: Question, staged: boolean): WordKey | null {
  if (staged && !before.staged) return 'room.news.staged';
  if (responseText !== null && before.responseText === null) return 'room.news.answered';
  if (status === before.status) return null;
  if (status === 'REJECTED') return 'room.news.declined';
  const hidden = before.status === 'UNDER_REVIEW' || before.status === 'REJECTED';
  return hidden && status === 'OPEN' ? 'room.news.approved' : null;
}

function announce(toasts: Toasts, tag: string, title: string): void {
  toasts.say(title);
  if (marked('sound')) chime();
  if (!marked('desktop') || document.visibilityState === 'visible') return;
  try {
    const notice = new Notification(title, { tag }); // one for all tabs, but a new one for more news
    notice.addEventListener('click', () => window.focus());
  } catch {
    // phones have the interface, but leave it to service workers
  }
}

/** Enough of a question to know it by. */
function clip(body: string): string {
  const letters = [...body];
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : body;
}
