import type { ComponentChildren } from 'preact';
import type { Question } from '../core/types';
import { t, type WordKey } from '../core/words';
import { Dot, Icon, type IconName } from './icons';
import { Ago } from './time';

interface Props {
  question: Question;
  team?: string | undefined;
  /** It is being answered right now. */
  staged?: boolean;
  /** Whether its time is the link to it. */
  linked?: boolean;
  children?: ComponentChildren;
}

/** The words of a question, who asked and when, its badges, tags and answer. */
export function QuestionBody({ question, team, staged, linked, children }: Props) {
  return (
    <>
      <p class="body" id={`q-${question.id}`} dir="auto">
        {question.body}
      </p>
      <div class="meta">
        <bdi>{question.authorName ?? t('common.anonymous')}</bdi>
        {linked ? (
          <a class="link" href={`#q-${question.id}`}>
            <Ago at={question.createdAt} />
          </a>
        ) : (
          <Ago at={question.createdAt} />
        )}
        {team && <bdi>{team}</bdi>}
        {staged && <Badge kind="staged" word="room.now" />}
        <Badges question={question} />
        {children}
      </div>
      {question.status === 'REJECTED' && question.rejectionReason && (
        <p class="note" dir="auto">
          {question.rejectionReason}
        </p>
      )}
    </>
  );
}

export function Answer({ question }: { question: Question }) {
  if (question.responseText === null) return null;
  return (
    <div class="answer">
      <p class="answer-head">
        <strong>{t('room.answer')}</strong>
        {question.respondedAt && <Ago at={question.respondedAt} />}
      </p>
      <p class="answer-text" dir="auto">
        {question.responseText}
      </p>
    </div>
  );
}

function Badges({ question: { isPinned, isFrozen, status, viewer } }: { question: Question }) {
  return (
    <>
      {isPinned && <Badge kind="pinned" word="room.badge.pinned" icon="pin" />}
      {isFrozen && <Badge kind="frozen" word="room.badge.frozen" icon="frost" />}
      {status === 'ANSWERED' && <Badge kind="answered" word="room.badge.answered" icon="check" />}
      {status === 'UNDER_REVIEW' && <Badge kind="review" word="room.badge.review" icon="clock" />}
      {status === 'REJECTED' && <Badge kind="review" word="room.badge.rejected" />}
      {status === 'ARCHIVED' && <Badge kind="review" word="room.badge.hidden" />}
      {viewer?.own && <Badge kind="you" word="room.badge.you" />}
    </>
  );
}

export function Badge({ kind, word, icon }: { kind: string; word: WordKey; icon?: IconName }) {
  return (
    <span class={`badge ${kind}`}>
      {icon && <Icon name={icon} />}
      {t(word)}
    </span>
  );
}

/** A tag is a button where it can be chosen. */
export function Tags({ question, onChoose }: { question: Question; onChoose?: (id: string) => void }) {
  if (question.tags.length === 0) return null;
  return (
    <ul class="tags" aria-label={t('room.tags')}>
      {question.tags.map(({ id, name, color }) => (
        <li key={id}>
          {onChoose ? (
            <button type="button" class="tag" onClick={() => onChoose(id)}>
              <Dot color={color} />
              <bdi>{name}</bdi>
            </button>
          ) : (
            <span class="tag">
              <Dot color={color} />
              <bdi>{name}</bdi>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
