import type { Question } from '../core/types';
import { t } from '../core/words';
import { Dot, Icon } from './icons';
import { Ago } from './time';

/** The words of a question, who asked and when, its badges, tags and answer. */
export function QuestionBody({ question, team }: { question: Question; team?: string | undefined }) {
  return (
    <>
      <p class="body" id={`q-${question.id}`}>
        {question.body}
      </p>
      <p class="meta">
        <span>{question.authorName ?? t('common.anonymous')}</span>
        <Ago at={question.createdAt} />
        {team && <span>{team}</span>}
        <Badges question={question} />
      </p>
      {question.status === 'REJECTED' && question.rejectionReason && (
        <p class="note">{question.rejectionReason}</p>
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
      <p class="answer-text">{question.responseText}</p>
    </div>
  );
}

function Badges({ question }: { question: Question }) {
  return (
    <>
      {question.isPinned && (
        <span class="badge pinned">
          <Icon name="pin" />
          {t('room.badge.pinned')}
        </span>
      )}
      {question.isFrozen && (
        <span class="badge frozen">
          <Icon name="frost" />
          {t('room.badge.frozen')}
        </span>
      )}
      {question.status === 'ANSWERED' && (
        <span class="badge answered">
          <Icon name="check" />
          {t('room.badge.answered')}
        </span>
      )}
      {question.status === 'UNDER_REVIEW' && (
        <span class="badge review">
          <Icon name="clock" />
          {t('room.badge.review')}
        </span>
      )}
      {question.status === 'REJECTED' && <span class="badge review">{t('room.badge.rejected')}</span>}
      {question.status === 'ARCHIVED' && <span class="badge review">{t('room.badge.hidden')}</span>}
      {question.viewer?.own && <span class="badge you">{t('room.badge.you')}</span>}
    </>
  );
}

export function Tags({ question }: { question: Question }) {
  if (question.tags.length === 0) return null;
  return (
    <ul class="tags" aria-label={t('room.tags')}>
      {question.tags.map((tag) => (
        <li class="tag" key={tag.id}>
          <Dot color={tag.color} />
          {tag.name}
        </li>
      ))}
    </ul>
  );
}
