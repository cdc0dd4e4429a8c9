import type { Deeds } from '../core/deeds';
import type { DraftKeeper } from '../core/draft';
import type { PendingAsk } from '../core/overlay';
import { onSubmitKeys } from './keys';
import { questionLimit, useAsk } from './use-ask';

interface Props {
  deeds: Deeds;
  keeper: DraftKeeper;
  /** The question on its way, if any: sending, or failed with the reason. */
  pending: PendingAsk | undefined;
}

export function AskBox({ deeds, keeper, pending }: Props) {
  const { draft, said, length, sending, fits, change, send } = useAsk(deeds, keeper, pending);
  return (
    <form
      class="ask"
      aria-label="Ask a question"
      aria-busy={sending}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="field">
        <span>Your question</span>
        <textarea
          rows={2}
          placeholder="What would you like to know?"
          value={draft.body}
          readOnly={sending}
          aria-describedby="ask-note ask-count"
          onInput={(event) => change({ body: event.currentTarget.value })}
          onKeyDown={onSubmitKeys(send)}
        />
      </label>
      <div class="ask-foot">
        <NameField
          value={draft.authorName}
          readOnly={sending}
          onChange={(authorName) => change({ authorName })}
        />
        <p class={length > questionLimit ? 'counter over' : 'counter'} id="ask-count">
          {length} / {questionLimit.toLocaleString('en')}
        </p>
        <button type="submit" class="primary" disabled={!fits || sending}>
          {sending ? 'Sending…' : 'Ask'}
        </button>
      </div>
      <p class="hint" id="ask-note">
        Anonymous unless you add a name: not even moderators see who asked.
      </p>
      {pending?.error && (
        <p class="error" role="alert">
          Not sent: {pending.error}{' '}
          <button type="button" class="quiet" onClick={() => void send()}>
            Retry
          </button>
        </p>
      )}
      <p class="said" role="status">
        {said}
      </p>
    </form>
  );
}

function NameField(props: { value: string; readOnly: boolean; onChange: (name: string) => void }) {
  return (
    <label class="field name">
      <span>Your name (optional)</span>
      <input
        type="text"
        autoComplete="name"
        placeholder="Anonymous"
        value={props.value}
        readOnly={props.readOnly}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}
