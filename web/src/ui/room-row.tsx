import { Component } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Deeds } from '../core/deeds';
import { mayEdit } from '../core/selectors';
import type { Question } from '../core/types';
import { t } from '../core/words';
import { EditForm } from './late';
import { play, unfold, useChange } from './motion';
import { Answer, Badge, QuestionBody, Tags } from './question-body';
import { RowMessage } from './row-message';
import { VoteButton } from './vote-button';

interface Props {
  question: Question;
  message: string | undefined;
  closed: boolean;
  /** It is being answered right now. */
  staged: boolean;
  /** The vote is kept until there is a network. */
  queued: boolean;
  /** It went; only its place is kept. */
  gone: boolean;
  deeds: Deeds;
  onWithdraw: (id: string, byKey: boolean) => void;
  onTag: (id: string) => void;
}

const looks = ['question', 'message', 'closed', 'staged', 'queued', 'gone'] as const;

/** A row is drawn again only when its own question changed: a hot room moves many times a second. */
export class RoomRow extends Component<Props> {
  /** As it stood when it went: what is above and below must not move. To ask each time would lay out the page each time. */
  private height = 0;

  override shouldComponentUpdate(next: Props): boolean {
    if (next.gone && !this.props.gone && this.base instanceof HTMLElement)
      this.height = this.base.offsetHeight;
    return looks.some((look) => next[look] !== this.props[look]);
  }

  override render() {
    if (!this.props.gone) return <Row {...this.props} />;
    return (
      <p class="row gone" tabIndex={-1} style={{ minHeight: this.height }}>
        {t('room.gone')}
      </p>
    );
  }
}

function Row({ question, message, closed, staged, queued, deeds, onWithdraw, onTag }: Props) {
  const [editing, setEditing] = useState(false);
  const box = useRef<HTMLElement>(null);
  const leave = ({ detail }: MouseEvent) => {
    // The row goes, and the focus must not go with it.
    box.current?.parentElement?.focus({ preventScroll: true });
    onWithdraw(question.id, detail === 0);
  };
  // Whoever stops editing goes on where they began.
  useChange(editing, (was) => was && box.current?.querySelector<HTMLElement>('.own button')?.focus());
  const words = useRef<HTMLDivElement>(null);
  useChange(question.responseText, (before) => {
    if (before === null) play(words.current?.querySelector('.answer'), unfold, 320);
  });
  return (
    <article
      ref={box}
      class={staged ? 'row staged' : 'row'}
      data-question-id={question.id}
      aria-labelledby={`q-${question.id}`}
      tabIndex={-1}
    >
      <VoteButton question={question} closed={closed} onToggle={() => void deeds.toggleVote(question.id)} />
      <div class="words" ref={words}>
        {editing ? (
          <EditForm question={question} deeds={deeds} onClose={() => setEditing(false)} />
        ) : (
          <QuestionBody question={question} staged={staged} linked>
            {queued && <Badge kind="review" word="room.willSend" icon="clock" />}
            <Tags question={question} onChoose={onTag} />
          </QuestionBody>
        )}
        <Answer question={question} />
        {question.viewer?.own && !editing && (
          <div class="actions own">
            {mayEdit(question) && (
              <button type="button" class="quiet" onClick={() => setEditing(true)}>
                {t('room.edit')}
              </button>
            )}
            <button type="button" class="quiet" onClick={leave}>
              {t('room.withdraw')}
            </button>
          </div>
        )}
        <RowMessage message={message} onDismiss={() => deeds.dismiss(question.id)} />
      </div>
    </article>
  );
}
