import { Component } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Deeds } from '../../core/deeds';
import type { Question, Tag, Team } from '../../core/types';
import { number, t } from '../../core/words';
import { Answer, QuestionBody } from '../question-body';
import { RowMessage } from '../row-message';
import { AnswerEditor } from './answer-editor';
import { DeskTools } from './desk-tools';
import { TagEditor } from './tag-editor';

interface Props {
  question: Question;
  message: string | undefined;
  tags: ReadonlyMap<string, Tag>;
  team: Team | undefined;
  deeds: Deeds;
  /** Told when an answer is begun and when its editor closes; never changes. */
  onWriting: (id: string, on: boolean) => void;
}

export class DeskRow extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { question, message, tags, team } = this.props;
    return next.question !== question || next.message !== message || next.tags !== tags || next.team !== team;
  }

  override render() {
    return <Row {...this.props} />;
  }
}

function Row({ question, message, tags, team, deeds, onWriting }: Props) {
  const [answering, setAnswering] = useState(false);
  useEffect(() => {
    if (!answering) return undefined;
    onWriting(question.id, true);
    return () => onWriting(question.id, false);
  }, [answering, question.id, onWriting]);
  const [tagging, setTagging] = useState(false);
  const { upvotes } = question;
  return (
    <article class="row" data-question-id={question.id} aria-labelledby={`q-${question.id}`}>
      <p class="tally">
        <strong class="votes">{number(upvotes)}</strong>{' '}
        <span class="unit">{t('room.votes', { n: upvotes })}</span>
      </p>
      <div class="words">
        <QuestionBody question={question} team={team?.name} />
        <TagEditor
          question={question}
          tags={tags}
          deeds={deeds}
          adding={tagging}
          onClose={() => setTagging(false)}
        />
        {answering ? (
          <AnswerEditor question={question} deeds={deeds} onClose={() => setAnswering(false)} />
        ) : (
          <>
            <Answer question={question} />
            <DeskTools
              question={question}
              deeds={deeds}
              onAnswer={() => setAnswering(true)}
              onTag={tagging ? undefined : () => setTagging(true)}
            />
          </>
        )}
        <RowMessage message={message} onDismiss={() => deeds.dismiss(question.id)} />
      </div>
    </article>
  );
}
