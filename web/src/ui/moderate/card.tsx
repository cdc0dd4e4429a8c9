import { Component } from 'preact';
import type { Question, Tag, Team } from '../../core/types';
import { number, t } from '../../core/words';
import { Answer, QuestionBody } from '../question-body';
import { RowMessage } from '../row-message';
import { CardDeeds } from './card-deeds';
import { DeclineForm } from './decline-form';
import { useDesk } from './desk-context';
import { TagEditor } from './tag-editor';
import { TextEditor } from './text-editor';
import type { EditorKind } from './use-editors';

export interface CardProps {
  question: Question;
  message: string | undefined;
  tags: ReadonlyMap<string, Tag>;
  team: Team | undefined;
  /** Whether to say whose question it is. */
  namesTeam: boolean;
  staged: boolean;
  editor: EditorKind | null;
  /** The moderator is at this one. */
  current: boolean;
  picked: boolean;
  /** With `reach`, all between the last one and this. Never changes. */
  onPick: (id: string, reach: boolean) => void;
  /** An editor was closed: the focus comes back here. Never changes. */
  onBack: (id: string) => void;
}

/** A card is drawn again only when something of its own changed. */
export class Card extends Component<CardProps> {
  override shouldComponentUpdate(next: CardProps): boolean {
    return (Object.keys(next) as (keyof CardProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render() {
    return <Face {...this.props} />;
  }
}

function Face(props: CardProps) {
  const { question, message, team, namesTeam, staged, current, picked, onPick } = props;
  const { deeds } = useDesk();
  const { id, upvotes } = question;
  return (
    <article
      class={staged ? 'row card staged' : 'row card'}
      data-question-id={id}
      aria-labelledby={`q-${id}`}
      aria-current={current ? 'true' : undefined}
      tabIndex={-1}
    >
      <input
        type="checkbox"
        class="pick"
        aria-label={t('moderate.select')}
        aria-describedby={`q-${id}`}
        checked={picked}
        onClick={(event) => {
          // It stays picked, so it must stay ticked.
          if (event.shiftKey && picked) event.preventDefault();
          onPick(id, event.shiftKey);
        }}
      />
      <p class="tally">
        <strong class="votes">{number(upvotes)}</strong>{' '}
        <span class="unit">{t('room.votes', { n: upvotes })}</span>
      </p>
      <div class="words">
        <QuestionBody question={question} team={namesTeam ? team?.name : undefined} />
        <Writing {...props} />
        <RowMessage message={message} onDismiss={() => deeds.dismiss(id)} />
      </div>
    </article>
  );
}

/** The tags, the answer and the deeds, or the editor that is open. */
function Writing({ question, tags, team, staged, editor, onBack }: CardProps) {
  const { open, moderation } = useDesk();
  const close = () => {
    open(question.id, null);
    onBack(question.id);
  };
  const decline = (reason: string | null) => {
    close();
    void moderation.perform('decline', [question.id], reason);
  };
  return (
    <>
      <TagEditor question={question} tags={tags} adding={editor === 'tag'} onClose={close} />
      {editor === 'words' && <TextEditor question={question} field="body" onClose={close} />}
      {editor === 'answer' ? (
        <TextEditor question={question} field="responseText" onClose={close} />
      ) : (
        <Answer question={question} />
      )}
      {editor === 'decline' && (
        <DeclineForm reason={question.rejectionReason} onDecline={decline} onClose={close} />
      )}
      {(editor === null || editor === 'tag') && <CardDeeds question={question} team={team} staged={staged} />}
    </>
  );
}
