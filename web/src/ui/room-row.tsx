import { Component } from 'preact';
import { useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import { mayEdit } from '../core/selectors';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { Confirm } from './confirm';
import { EditForm } from './edit-form';
import { Answer, QuestionBody, Tags } from './question-body';
import { RowMessage } from './row-message';
import { VoteButton } from './vote-button';

interface Props {
  question: Question;
  message: string | undefined;
  closed: boolean;
  deeds: Deeds;
}

/** A row is drawn again only when its own question changed: a hot room moves many times a second. */
export class RoomRow extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { question, message, closed } = this.props;
    return next.question !== question || next.message !== message || next.closed !== closed;
  }

  override render() {
    return <Row {...this.props} />;
  }
}

function Row({ question, message, closed, deeds }: Props) {
  const [editing, setEditing] = useState(false);
  return (
    <article class="row" data-question-id={question.id} aria-labelledby={`q-${question.id}`}>
      <VoteButton question={question} closed={closed} onToggle={() => void deeds.toggleVote(question.id)} />
      <div class="words">
        {editing ? (
          <EditForm question={question} deeds={deeds} onClose={() => setEditing(false)} />
        ) : (
          <QuestionBody question={question} />
        )}
        <Tags question={question} />
        <Answer question={question} />
        {question.viewer?.own && !editing && (
          <OwnTools question={question} deeds={deeds} onEdit={() => setEditing(true)} />
        )}
        <RowMessage message={message} onDismiss={() => deeds.dismiss(question.id)} />
      </div>
    </article>
  );
}

function OwnTools({ question, deeds, onEdit }: { question: Question; deeds: Deeds; onEdit: () => void }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <div class="actions own">
      {mayEdit(question) && (
        <button type="button" class="quiet" onClick={onEdit}>
          {t('room.edit')}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => setLeaving(true)}>
        {t('room.withdraw')}
      </button>
      {leaving && (
        <Confirm
          title={t('room.withdraw.title')}
          action={t('room.withdraw.action')}
          onConfirm={() => void deeds.remove(question.id)}
          onClose={() => setLeaving(false)}
        >
          <p>{t('room.withdraw.text')}</p>
        </Confirm>
      )}
    </div>
  );
}
