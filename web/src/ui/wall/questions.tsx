import type { Question, Team } from '../../core/types';
import { number, t, type WordKey } from '../../core/words';
import { useFit } from './use-fit';

/** The question being answered, as large as it fits. A name stands here only if its author gave one. */
export function OnStage({ question }: { question: Question }) {
  const box = useFit(question.body);
  return (
    <section class="stage" aria-label={t('wall.title')} aria-live="polite" aria-atomic="true">
      <p class="now">
        <span class="live">{t('wall.title')}</span>
        {question.status === 'ANSWERED' && <span class="answered">✓ {t('wall.answered')}</span>}
        <span class="votes" aria-live="off">
          {t('wall.votes', { n: question.upvotes })}
        </span>
        {question.authorName && (
          <span class="author" dir="auto">
            {question.authorName}
          </span>
        )}
      </p>
      <div class="box" ref={box}>
        <h1 class="question" key={question.id} dir="auto" data-moves={question.id}>
          {question.body}
        </h1>
      </div>
    </section>
  );
}

/** Rows on the wall; more would be too small to read. */
const rowsBesideStage = 3;
const rowsAlone = 5;

interface NextProps {
  questions: readonly Question[];
  team: Team | null;
  onStage: boolean;
  /** Whether there is anything at all, answered ones too. */
  any: boolean;
  ready: boolean;
}

/** What comes next, or the most wanted ones while the stage is free, or an invitation. */
export function Next({ questions, team, onStage, any, ready }: NextProps) {
  if (questions.length === 0 && !onStage)
    return ready ? <Invitation team={team} any={any} /> : <div class="next" />;
  const rows = questions.slice(0, onStage ? rowsBesideStage : rowsAlone);
  return (
    <section class="next" aria-labelledby="next-title">
      <h2 id="next-title">{t(onStage ? 'wall.next' : 'wall.top')}</h2>
      {rows.length === 0 && <p class="none">{t('wall.next.none')}</p>}
      <ol>
        {rows.map((question) => (
          <li key={question.id} data-moves={question.id}>
            <span class="count">
              <span aria-hidden="true">{number(question.upvotes)}</span>
              <span class="unseen">{t('wall.votes', { n: question.upvotes })}</span>
            </span>
            <p dir="auto">{question.body}</p>
          </li>
        ))}
      </ol>
      {!onStage && <p class="more">{t('wall.waiting', { n: questions.length })}</p>}
    </section>
  );
}

function Invitation({ team, any }: { team: Team | null; any: boolean }) {
  let [title, text]: WordKey[] = any ? ['wall.done', 'wall.done.text'] : ['wall.empty', 'wall.empty.text'];
  if (team?.state === 'closed') [title, text] = ['wall.closed', 'wall.closed.text'];
  else if (team?.state === 'vote-only') text = 'wall.voteOnly';
  return (
    <section class="next invitation">
      <h1>{title && t(title)}</h1>
      <p>{text && t(text)}</p>
    </section>
  );
}
